import Testing

@testable import forewarn

@Suite struct WarmUpTests {
  @Test(arguments: [("150", 4_000, 150), ("15%", 4_000, 600), ("15%", 100_000, 750), ("0%", 9, 0), ("0", 9, 0)])
  func rows(text: String, total: Int, expected: Int) throws {
    #expect(try #require(WarmUp(text)).rows(of: total) == expected)
  }

  @Test(arguments: ["", "%", "-1", "101%", "1.5%", "x", "1000001"])
  func whatIsNone(text: String) { #expect(WarmUp(text) == nil) }

  /// The values of a whole file are counted before the first is scored.
  @Test func aShareOfTheFile() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<2_000).map { "\(1_700_000_000 + 300 * $0),\($0 == 250 || $0 == 350 ? 900 : 100 + ($0 * 7) % 5)\n" }
    try folder.write("a.csv", "timestamp,value\n" + rows.joined())
    func alarms(_ warmUp: String) -> [Int] {
      let run = TestConsole.run("score", "--operator", "record", "--warm-up", warmUp, "\(folder.path)/a.csv")
      #expect(run.code == .done)
      let lines = run.output.split(separator: "\n").dropFirst()
      return zip(0..., lines).filter { $1.hasSuffix(",1") }.map(\.0)
    }
    #expect(alarms("150").first == 250)
    #expect(alarms("15%").first == nil || alarms("15%").first == 350, "300 rows teach")
    #expect(alarms("300") == alarms("15%"))
    #expect(TestConsole.run("score", "--warm-up", "x", "\(folder.path)/a.csv").code == .usage)
    #expect(TestConsole.run("score", "--svg", "x.svg", "a", "b").code == .usage)
  }

  @Test func thePictureIsWritten() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.csv", "timestamp,value\n1700000000,1\n1700000060,2\n")
    #expect(TestConsole.run("score", "--svg", "\(folder.path)/a.svg", "\(folder.path)/a.csv").code == .done)
    #expect(try folder.read("a.svg").contains("2 rows, 2023-11-14T22:13:20"))
  }
}

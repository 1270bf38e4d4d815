import CZlib
import Glibc
import Testing

@testable import forewarn

@Suite struct AnalystCommandTests {
  private let folder: TemporaryFolder

  /// A level series with one spike, no noise source: a fixed pattern.
  private static let csv =
    "timestamp,value,note\n"
    + (0..<400).map { "\(1_700_000_000 + $0 * 60),\($0 == 350 ? 900 : 100 + ($0 * 7) % 5),n\($0)\n" }.joined()

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("a.csv", Self.csv)
  }

  private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  private func compress(_ text: String, to name: String) throws {
    let file = try #require(gzopen(path(name), "wb"))
    var bytes = Array(text.utf8)
    #expect(gzwrite(file, &bytes, UInt32(bytes.count)) == bytes.count)
    #expect(gzclose(file) == Z_OK)
  }

  @Test func scoreKeepsRowsAndAddsTwoColumns() {
    let run = TestConsole.run("score", path("a.csv"))
    #expect(run.code == .done)
    #expect(run.errors.isEmpty)
    let lines = run.output.split(separator: "\n")
    #expect(lines.first == "timestamp,value,note,anomaly_score,alarm")
    let input = Self.csv.split(separator: "\n")
    #expect(lines.count == input.count)
    #expect(zip(lines, input).allSatisfy { $0.hasPrefix($1 + ",") })
    #expect(lines[351].hasSuffix(",1"))
  }

  @Test(arguments: ["record", "contextual", "auto"])
  func gzipAndOutputFolderGiveTheSame(name: String) throws {
    try compress(Self.csv, to: "b.csv.gz")
    let plain = TestConsole.run("score", "--operator", name, path("a.csv"))
    let out = path("out")
    let run = TestConsole.run("score", "--operator=\(name)", "--output", out, path("a.csv"), path("b.csv.gz"))
    defer { for file in ["a.csv", "b.csv"] { unlink("\(out)/\(file)") }; rmdir(out) }
    #expect(run.code == .done)
    #expect(run.output.isEmpty)
    #expect(try folder.read("out/a.csv") == plain.output)
    #expect(try folder.read("out/b.csv") == plain.output)
  }

  @Test func oneUnusableFileDoesNotStopTheOthers() throws {
    try folder.write("bad.csv", "time,level\n1,2\n")
    try compress(Self.csv, to: "whole.gz")
    let whole = try FileBytes.read(path("whole.gz"), limit: 1 << 20)
    let cut = open(path("cut.gz"), O_WRONLY | O_CREAT, 0o600)
    try FileBytes.write(Array(whole.prefix(whole.count / 2)), to: cut, path: "cut.gz")
    close(cut)
    let run = TestConsole.run("trend", path("bad.csv"), path("none.csv"), path("cut.gz"), folder.path, path("a.csv"))
    #expect(run.code == .inputUnusable)
    #expect(run.output.split(separator: "\n").count == 1)
    #expect(run.output.hasPrefix("{\"file\":\"\(path("a.csv"))\",\"n\":400,"))
    let errors = run.errors.split(separator: "\n")
    #expect(errors.count == 4)
    #expect(errors[0].hasPrefix("forewarn: trend: \(path("bad.csv")): no column `timestamp`"))
    #expect(errors[1] == "forewarn: trend: \(path("none.csv")): No such file or directory")
    #expect(errors[2] == "forewarn: trend: \(path("cut.gz")): the gzip data is cut off")
    #expect(errors[3] == "forewarn: trend: \(folder.path): Is a directory")
  }

  @Test func anInputIsNeverOverwritten() throws {
    let run = TestConsole.run("score", "--output", folder.path, path("a.csv"))
    #expect(run.code == .inputUnusable)
    #expect(run.errors == "forewarn: score: \(path("a.csv")): is the input itself; name another folder\n")
    #expect(try folder.read("a.csv") == Self.csv)
    #expect(folder.names == ["a.csv"])
  }

  @Test func anUnusableInputLeavesNoOutput() throws {
    try folder.write("bad.csv", "x\n")
    let out = path("out")
    defer { rmdir(out) }
    #expect(TestConsole.run("score", "--output", out, path("bad.csv")).code == .inputUnusable)
    #expect(rmdir(out) == 0)
  }

  @Test func twoInputsOfOneNameAreRefusedBeforeAnythingIsWritten() {
    let run = TestConsole.run("score", "--output", path("out"), path("a.csv"), "/elsewhere/a.csv.gz")
    #expect(run.code == .usage)
    #expect(run.errors == "forewarn: score: two inputs would both be written to \(path("out"))/a.csv\n")
    #expect(folder.names == ["a.csv"])
  }

  @Test func badRowsAreNamedAndKept() throws {
    try folder.write("rows.csv", "timestamp,value\n1700000000,1\nnever,2\n1700000060,\n")
    let run = TestConsole.run("score", path("rows.csv"))
    #expect(run.code == .done)
    #expect(run.output.split(separator: "\n").count == 4)
    #expect(run.errors.hasPrefix("\(path("rows.csv")):3: "))
  }
}

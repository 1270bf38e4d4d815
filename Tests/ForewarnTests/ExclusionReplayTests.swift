import Testing

@testable import ForewarnCore
@testable import forewarn

/// A load test at the hour at which there is trouble on the next day: by the clock it would be what that hour brings.
@Suite struct ExclusionReplayTests {
  /// Monday; the story's first day is a Friday.
  private static let monday = 3 * 1_440
  private static let test = monday + 1_440 + 840..<monday + 1_440 + 960
  private static let trouble = monday + 2_880 + 860..<monday + 2_880 + 920

  private static var dump: String {
    var dump = StoryDump()
    dump.requests(
      monday..<trouble.upperBound + 60, millis: { test.contains($0) ? 1_600 : trouble.contains($0) ? 800 : 400 },
      count: { test.contains($0) ? 120 : 30 })
    return dump.text
  }

  private static func order(from: Int, until: Int) -> String {
    let record =
      #"{\"kind\":\"exclude\",\"by\":\"anna\",\"instance\":\"acme-prod\",\"comment\":\"load test\",\"from\":\"\#(Timestamp.text(StoryDump.time(from)))\",\"until\":\"\#(Timestamp.text(StoryDump.time(until)))\"}"#
    return
      #"{"topic":"control","partition":0,"offset":0,"ts":\#(StoryDump.time(from) / 1_000),"payload":"\#(record)"}"#
      + "\n"
  }

  /// Runs a command over the dump and what is said.
  private func run(_ command: [String], _ controls: String?, in folder: TemporaryFolder) throws -> TestConsole {
    let config = try folder.write(
      "f.yaml",
      "version: 1\nkafka: {bootstrap.servers: x}\ntopics:\n  - {name: transactions, kind: transactions}\n  - {name: control, kind: control}\nstate: {path: /s}\nadmin: {listen: null}\ncases: {per_customer_month: null}\n"
    )
    let input = try folder.write("transactions.jsonl", Self.dump)
    let said = try controls.map { [try folder.write("control.jsonl", $0)] } ?? []
    let words = command + ["--config", config, "--now", "2026-12-24T00:00:00Z", input] + said
    let run = TestConsole.run(words)
    #expect(run.code == .done, "\(run.errors)")
    return run
  }

  /// The minutes at which cases open.
  private func opened(_ controls: String?) throws -> (minutes: [Int], errors: String) {
    let folder = try TemporaryFolder()
    let run = try run(["replay"], controls, in: folder)
    let told = StoryTold(lines: run.output.split(separator: "\n").map(String.init), errors: run.errors)
    return (
      zip(told.events, told.minutes).filter { $0.0.change == "opened" || $0.0.change == "reopened" }.map(\.1),
      run.errors
    )
  }

  @Test func whatWasNotLearnedHidesNoTrouble() throws {
    let learned = try opened(nil)
    #expect(learned.minutes.contains { Self.test.contains($0) }, "the test itself is told: \(learned.minutes)")
    #expect(
      !learned.minutes.contains { Self.trouble.contains($0) }, "it has become what the hour brings: \(learned.minutes)")
    let excluded = try opened(Self.order(from: Self.test.lowerBound, until: Self.test.upperBound))
    #expect(excluded.errors.contains("applied: no instance that is known by now matches"), "\(excluded.errors)")
    #expect(excluded.minutes.contains { Self.test.contains($0) }, "the test is told all the same")
    #expect(excluded.minutes.contains { Self.trouble.contains($0) }, "the trouble is found: \(excluded.minutes)")
  }

  /// Whoever asks why nothing opened is told that it was not learned, in its minutes only.
  @Test(arguments: [(test.lowerBound + 60, true), (test.upperBound + 1, false)])
  func whoAsksWhyNotIsTold(minute: Int, isTold: Bool) throws {
    let folder = try TemporaryFolder()
    let moment = Timestamp.text(StoryDump.time(minute))
    let order = Self.order(from: Self.test.lowerBound, until: Self.test.upperBound)
    let run = try run(["explain", "--why-not", "--instance", "acme-prod", "--at", moment], order, in: folder)
    let words = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let sentence =
      "not learned An exclusion by anna (load test) lasts until 16:00 UTC: nothing of this minute is learned as normal. It is judged as ever."
    #expect(words.contains(sentence) == isTold, "\(run.output)")
    #expect(isTold || !run.output.contains("exclusion"))
  }

  /// Of the hour before nothing is gained.
  @Test func anotherTimeIsAnotherMatter() throws {
    let other = try opened(Self.order(from: Self.test.lowerBound - 240, until: Self.test.lowerBound - 120))
    #expect(!other.minutes.contains { Self.trouble.contains($0) })
  }
}

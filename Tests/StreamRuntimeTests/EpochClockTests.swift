import Testing

@testable import StreamRuntime

@Suite struct EpochClockTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Milliseconds since the clock was made; nil = never.
    var closed: Int64?
    var committed: Int64?
    var output: Int64?
    var now: Int64
    var hasChanges = false
    var isBelated = false
    var isDue: Bool
  }

  @Test(arguments: [
    Case(testDescription: "nothing, at once", now: 0, isDue: false),
    Case(testDescription: "changes wait a second", now: 999, hasChanges: true, isDue: false),
    Case(testDescription: "changes after a second", now: 1_000, hasChanges: true, isDue: true),
    Case(testDescription: "an output waits 5 ms", output: 100, now: 104, hasChanges: true, isDue: false),
    Case(testDescription: "an output after 5 ms", output: 100, now: 105, hasChanges: true, isDue: true),
    Case(testDescription: "an output needs no records: ticks have outputs too", output: 100, now: 105, isDue: true),
    Case(testDescription: "not 50 ms after a commit", committed: 100, output: 100, now: 149, isDue: false),
    Case(testDescription: "50 ms after a commit", committed: 100, output: 100, now: 150, isDue: true),
    Case(testDescription: "of a backlog it waits longer", output: 100, now: 349, isBelated: true, isDue: false),
    Case(testDescription: "of a backlog it waits 250 ms", output: 100, now: 350, isBelated: true, isDue: true),
    Case(
      testDescription: "of a backlog changes wait a second", now: 1_000, hasChanges: true, isBelated: true, isDue: true),
    Case(
      testDescription: "closing forgets the output", closed: 130, output: 100, now: 400, hasChanges: true, isDue: false),
    Case(testDescription: "the second counts from the close", closed: 500, now: 1_499, hasChanges: true, isDue: false),
    Case(testDescription: "idle, not yet", now: 599_999, isDue: false),
    Case(testDescription: "idle for ten minutes: offsets must not expire", now: 600_000, isDue: true),
  ])
  func due(_ row: Case) {
    var clock = EpochClock(now: 0)
    if let output = row.output { clock.sawOutput(now: output * 1_000) }
    if let closed = row.closed { clock.closed(now: closed * 1_000, withSnapshot: false) }
    if let committed = row.committed { clock.committed(now: committed * 1_000) }
    #expect(clock.isDue(now: row.now * 1_000, hasChanges: row.hasChanges, isBelated: row.isBelated) == row.isDue)
  }

  @Test func theFirstOutputCounts() {
    var clock = EpochClock(now: 0)
    clock.sawOutput(now: 10_000)
    clock.sawOutput(now: 30_000)
    #expect(clock.isDue(now: 15_000, hasChanges: true))
  }

  @Test func snapshotsAreAMinuteApart() {
    var clock = EpochClock(now: 0)
    #expect(!clock.isSnapshotDue(now: 59_999_999))
    #expect(clock.isSnapshotDue(now: 60_000_000))
    clock.closed(now: 60_000_000, withSnapshot: false)
    #expect(clock.isSnapshotDue(now: 60_000_001))
    clock.closed(now: 60_000_001, withSnapshot: true)
    #expect(!clock.isSnapshotDue(now: 120_000_000))
    #expect(clock.isSnapshotDue(now: 120_000_001))
  }

  @Test func theOldestRecordThatIsNotCommittedHasAnAge() {
    var clock = EpochClock(now: 0)
    #expect(clock.uncommittedSince == nil)
    clock.sawRecord(now: 5)
    clock.sawRecord(now: 7)
    #expect(clock.uncommittedSince == 5)
    clock.closed(now: 10, withSnapshot: false)
    clock.sawRecord(now: 12)
    #expect(clock.uncommittedSince == 5)
    clock.committed(now: 20)
    #expect(clock.uncommittedSince == 12)
    clock.closed(now: 21, withSnapshot: false)
    clock.committed(now: 22)
    #expect(clock.uncommittedSince == nil)
  }
}

import ForewarnCore
import StreamRuntime
import Testing

/// What any `EventLog` owes the runtime. Each check begins with empty topics: an input of two partitions, the cases and the state.
struct EventLogContract {
  /// A process connects.
  let open: () throws -> any EventLog
  /// Somebody writes a record into a partition of the input.
  let append: (Int32, String, Int64) throws -> Void
  /// The values of the cases, as a `read_committed` consumer sees them, sorted.
  let seenCases: () throws -> [String]
  /// On the clock that ends are stamped by.
  let now: () -> Int64

  private static let firstMicros: Int64 = 1_764_000_000_000_000

  private func write(_ partition: Int32, _ count: Int) throws {
    for number in 0..<count { try append(partition, "v\(number)", Self.firstMicros + Int64(number) * 1_000_000) }
  }

  private func offsets(_ log: any EventLog, _ offset: Int64) -> [PartitionOffset] {
    log.partitions.map { PartitionOffset(partition: $0, offset: offset) }
  }

  private func using(_ log: any EventLog, _ body: (any EventLog) throws -> Void) throws {
    defer { log.close(withinMillis: 5_000) }
    try body(log)
  }

  // MARK: Reading

  func handsOverEveryRecordInOrder() throws {
    try write(0, 40)
    try write(1, 3)
    try using(open()) { log in
      #expect(log.partitions == log.partitions.sorted() && log.partitions.count == 2)
      #expect(log.freshEnd(0) == nil)
      #expect(try log.bounds() == [LogBounds(start: 0, end: 40), LogBounds(start: 0, end: 3)])
      let began = now()
      try log.start(at: [0, 0])
      var reads: [[Read]] = [[], []]
      #expect(try readAll(log, into: &reads) { _ in isAtEnd(log, since: began) })
      #expect(reads.map { $0.map(\.offset) } == [Array(0..<40), Array(0..<3)])
      #expect(reads[0].map(\.value) == (0..<40).map { "v\($0)" })
      #expect([log.position(0), log.position(1)] == [40, 3])
      #expect([log.freshEnd(0)?.offset, log.freshEnd(1)?.offset] == [40, 3])
      #expect(log.standing(0) == PartitionStanding() && log.layoutChange == nil && log.connection == .connected)
    }
  }

  func startsWhereItIsTold() throws {
    try write(0, 20)
    try using(open()) { log in
      try log.start(at: [13, 0])
      var reads: [[Read]] = [[], []]
      #expect(try readAll(log, into: &reads) { $0[0].count == 7 })
      #expect(reads[0].first?.offset == 13)
    }
  }

  func seesWhatIsWrittenLater() throws {
    try using(open()) { log in
      var began = now()
      try log.start(at: [0, 0])
      var reads: [[Read]] = [[], []]
      #expect(try readAll(log, into: &reads) { _ in isAtEnd(log, since: began) })
      #expect(reads == [[], []])
      try write(1, 2)
      began = now()
      #expect(try readAll(log, into: &reads) { $0[1].count == 2 && isAtEnd(log, since: began) })
    }
  }

  func findsRecordsByTheirTimes() throws {
    try write(0, 10)
    try using(open()) { log in
      let (fifth, first) = (
        try log.offsets(atMicros: Self.firstMicros + 4_000_000), try log.offsets(atMicros: Self.firstMicros - 1_000_000)
      )
      let times = try log.recordTimes(at: [9, nil])
      #expect(fifth == [4, 0] && first == [0, 0] && times == [Self.firstMicros + 9_000_000, nil])
    }
  }

  // MARK: Committing

  func commitsAllOrNothing() throws {
    try using(open()) { log in
      #expect(try log.clusterID() != "")
      #expect(try log.committed().isEmpty)
      #expect(try log.readState().isEmpty)
      try log.fence()
      let first = epoch(1, offsets: offsets(log, 7), outputs: [(.cases, "a", "one")], rows: [("r", "1")], metadata: "m")
      #expect(log.commit(first) == .committed)
      #expect(
        try log.committed() == log.partitions.map { CommittedOffset(partition: $0, offset: 7, metadata: "m") })
      let wordy = epoch(
        2, offsets: offsets(log, 8), outputs: [(.cases, "a", "lost")], rows: [("r", "2")],
        metadata: String(repeating: "m", count: 5_000))
      guard case .refused("OFFSET_METADATA_TOO_LARGE", _, permanent: true) = log.commit(wordy) else {
        Issue.record("long metadata are taken")
        return
      }
      #expect(try log.committed().map(\.offset) == [7, 7])
      #expect(try seenCases() == ["one"])
      #expect(try log.readState() == [StateRow(key: "r", value: Array("1".utf8))])
      #expect(log.commit(epoch(3, offsets: offsets(log, 9), outputs: [(.cases, "a", "two")])) == .committed)
      #expect(try log.committed().map(\.offset) == [9, 9])
      #expect(try seenCases() == ["one", "two"])
    }
  }

  func keepsTheNewestRowOfAKey() throws {
    try using(open()) { log in
      try log.fence()
      let rows: [[(String, String?)]] = [[("a", "1"), ("b", "1")], [("a", "2"), ("b", nil)], [("c", "1")]]
      for (number, rows) in rows.enumerated() {
        #expect(log.commit(epoch(Int64(number), offsets: offsets(log, 1), rows: rows)) == .committed)
      }
      #expect(
        try log.readState() == [
          StateRow(key: "a", value: Array("2".utf8)), StateRow(key: "c", value: Array("1".utf8)),
        ])
    }
  }

  func rehearsesWithoutATrace() throws {
    try using(open()) { log in
      try log.fence()
      let trial = epoch(1, offsets: offsets(log, 5), outputs: [(.cases, "a", "trial")], rows: [("r", "1")])
      #expect(log.rehearse(trial) == .committed)
      #expect(try log.committed().isEmpty)
      #expect(try log.readState().isEmpty)
      #expect(try seenCases().isEmpty)
      #expect(log.commit(epoch(2, offsets: offsets(log, 6), outputs: [(.cases, "a", "true")])) == .committed)
      #expect(try seenCases() == ["true"])
    }
  }

  func letsTheNewerProcessFenceTheOlder() throws {
    let older = try open()
    try using(older) { older in
      try older.fence()
      #expect(older.commit(epoch(1, offsets: offsets(older, 1), outputs: [(.cases, "a", "one")])) == .committed)
      try using(open()) { newer in
        try newer.fence()
        guard case .fenced = older.commit(epoch(2, offsets: offsets(older, 2), outputs: [(.cases, "a", "two")])) else {
          Issue.record("the older one goes on")
          return
        }
        #expect(try newer.committed().map(\.offset) == [1, 1])
        #expect(newer.commit(epoch(3, offsets: offsets(newer, 3), outputs: [(.cases, "a", "three")])) == .committed)
        #expect(try seenCases() == ["one", "three"])
      }
      // The producer is gone for good.
      #expect(older.commit(epoch(4, offsets: offsets(older, 4))) != .committed)
      #expect(try seenCases() == ["one", "three"])
    }
  }

  static let checks: [Check] = [
    Check("hands over every record, in order") { try $0.handsOverEveryRecordInOrder() },
    Check("starts where it is told") { try $0.startsWhereItIsTold() },
    Check("sees what is written later") { try $0.seesWhatIsWrittenLater() },
    Check("finds records by their times") { try $0.findsRecordsByTheirTimes() },
    Check("commits all or nothing") { try $0.commitsAllOrNothing() },
    Check("keeps the newest row of a key") { try $0.keepsTheNewestRowOfAKey() },
    Check("rehearses without a trace") { try $0.rehearsesWithoutATrace() },
    Check("lets the newer process fence the older") { try $0.letsTheNewerProcessFenceTheOlder() },
  ]

  struct Check: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let run: @Sendable (EventLogContract) throws -> Void

    init(_ description: String, _ run: @escaping @Sendable (EventLogContract) throws -> Void) {
      testDescription = description
      self.run = run
    }
  }
}

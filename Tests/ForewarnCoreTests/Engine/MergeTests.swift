import Testing

@testable import ForewarnCore

/// The order in which records are taken, and that nothing but it decides what comes out.
@Suite struct MergeTests {
  static let base = EngineDriver.day
  static let second: Int64 = 1_000_000

  private func undecodable(_ name: String) -> String { #"{"nothing":"\#(name)"}"# }

  /// What was not decoded leaves a dead letter at the moment it is taken: the order of dead letters is the order of the merge.
  private func order(_ driver: EngineDriver) -> [String] {
    driver.outputs.compactMap { output in
      guard output.role == .deadLetter else { return nil }
      func header(_ name: String) -> String {
        output.headers.first { $0.name == name }?.value.map { String(decoding: $0, as: UTF8.self) } ?? ""
      }
      return
        "\(header("__dlq.errors.topic").prefix(1))\(header("__dlq.errors.partition")):\(header("__dlq.errors.offset"))"
    }
  }

  /// Records that decode, each beyond belief, so that each leaves a dead letter where the record's own time has its place.
  private func future(_ seconds: Int64) -> String {
    JSONText.transaction("a", "t", Self.base + (1_000_000 + seconds) * Self.second, millis: 1)
  }

  @Test(arguments: [1, 2, 100])
  func byTimeThenTopicThenPartitionThenOffset(batch: Int) {
    let log = RecordLog(partitions: 3)
    for (partition, times) in [[5, 3, 9], [5, 5, 6], [4, 5, 7]].enumerated() {
      for time in times {
        log.append(partition, timestampMicros: Self.base + Int64(time) * Self.second, future(Int64(time)))
      }
    }
    let driver = EngineDriver(log, kinds: [.alerts, .transactions, .transactions])
    driver.batchRecords = batch
    driver.run()
    #expect(order(driver) == ["t1:0", "a0:0", "a0:1", "t0:0", "t0:1", "t1:1", "t0:2", "t1:2", "a0:2"])
  }

  /// A burst that is hours ahead of its records will not count. Were it taken where it says, what stands behind it would be late.
  @Test func whatIsAheadOfItsRecordIsTakenWhereTheRecordStands() {
    let log = RecordLog(partitions: 2)
    for half in 0..<Int64(60) {
      let at = Self.base + half * 30 * Self.second
      if half == 20 {
        for n in 0..<24 {
          let ahead = at + 7_200 * Self.second
          log.append(0, timestampMicros: at, JSONText.transaction("b", "t\(n % 2)", ahead, millis: 1))
        }
      }
      log.append(0, timestampMicros: at, JSONText.transaction("a", "t", at, millis: 1))
    }
    let at = Self.base + 1_500 * Self.second
    log.append(1, timestampMicros: at, JSONText.alert("down", at, instance: "a"))
    let driver = EngineDriver(log, kinds: [.transactions, .alerts])
    driver.finish()
    let accounting = driver.engine.accounting
    #expect(accounting.late == 0 && accounting.quarantined == 24 && accounting.cells == 61)
  }

  @Test func whatCannotBeDecodedGoesFirst() {
    let log = RecordLog(partitions: 2)
    log.append(0, timestampMicros: Self.base, future(1))
    log.append(1, timestampMicros: Self.base, undecodable("x"))
    log.append(1, timestampMicros: Self.base, nil)
    let driver = EngineDriver(log, kinds: [.transactions, .transactions])
    driver.run()
    #expect(order(driver) == ["t1:0", "t1:1", "t0:0"])
  }

  @Test(arguments: [
    (Supply.lagging, false), (.leftOut, true), (.atEnd(askedAtMicros: .min), true), (.finished, true),
  ])
  func onlyALaggingPartitionHoldsTheOthers(supply: Supply, goesOn: Bool) {
    let log = RecordLog(partitions: 2)
    log.append(0, timestampMicros: Self.base, future(1))
    let driver = EngineDriver(log, kinds: [.transactions, .transactions])
    driver.supplyAtEnd = supply
    driver.run()
    #expect(order(driver) == (goesOn ? ["t0:0"] : []))
  }

  @Test(arguments: [
    (Supply.leftOut, true), (.atEnd(askedAtMicros: base + 150 * second), false),
    (.atEnd(askedAtMicros: base + 3_600 * second), true), (.finished, true),
  ])
  func whoHoldsPaneTime(supply: Supply, passes: Bool) {
    let log = RecordLog(partitions: 2)
    for minute in 0..<10 {
      let at = Self.base + Int64(minute) * 60 * Self.second
      log.append(0, timestampMicros: at, JSONText.transaction("a", "t", at, millis: 1))
    }
    log.append(1, timestampMicros: Self.base, JSONText.transaction("b", "t", Self.base, millis: 1))
    let driver = EngineDriver(log, kinds: [.transactions, .transactions])
    driver.supplyAtEnd = supply
    driver.run()
    let through = (driver.engine.decidedThroughMicros ?? 0) - Self.base
    #expect(passes ? through > 300 * Self.second : through < 60 * Self.second)
  }

  /// An end that was asked at some moment has nothing from before it, whether or not the partition has ever spoken.
  @Test(arguments: [false, true], [300, 420] as [Int64])
  func anEndHoldsPaneTimeWhereItWasAsked(hasSpoken: Bool, askedSeconds: Int64) {
    let log = RecordLog(partitions: 2)
    if hasSpoken { log.append(1, timestampMicros: Self.base, JSONText.transaction("b", "t", Self.base, millis: 1)) }
    for minute in 0..<20 {
      let at = Self.base + Int64(minute) * 60 * Self.second
      log.append(0, timestampMicros: at, JSONText.transaction("a", "t", at, millis: 1))
    }
    let driver = EngineDriver(log, kinds: [.transactions, .transactions])
    driver.supplyAtEnd = .atEnd(askedAtMicros: Self.base + askedSeconds * Self.second)
    driver.run()
    // 90 s of delay and 30 s for an idle partition.
    #expect(driver.engine.decidedThroughMicros == Self.base + (askedSeconds - 120) * Self.second)
  }

  /// A day's worth of trouble in small: slow panes, errors, bursts, repeats, silence.
  static func troubled(seed: Int, minutes: Int = 260, instances: Int = 6) -> [(
    instance: Int, time: Int64, text: String
  )] {
    var random = Random(seed: seed)
    var events: [(Int, Int64, String)] = []
    for minute in 0..<minutes {
      for instance in 0..<instances {
        let name = "inst-\(instance)"
        let slow = instance < 3 && minute > 200 + instance * 5 && minute < 235
        for transaction in 0..<3 {
          let millis = (100 + 40 * Double(transaction)) * (slow ? 4 : 1) * (1 + 0.05 * random.normal())
          let at = base + Int64(minute) * 60 * second + Int64(random.below(60_000)) * 1_000
          events.append(
            (
              instance, at,
              JSONText.transaction(
                name, "tx-\(transaction)", at, millis: millis, count: 20 + random.below(9),
                error: slow && random.chance(0.5))
            ))
        }
        if random.chance(0.05) || instance == 4 && minute > 210 && minute < 225 {
          for repeated in 0..<(minute > 210 ? 9 : 1) {
            let at = base + Int64(minute) * 60 * second + Int64(random.below(60_000)) * 1_000
            events.append(
              (
                instance, at,
                JSONText.alert(
                  "alert-\(random.below(3))", at, instance: name, ci: "ci-\(instance)",
                  severity: ["warning", "major", "critical"][random.below(3)],
                  domain: ["database", "network"][instance % 2],
                  fingerprint: repeated % 2 == 0 ? "f\(minute)" : nil, summary: "minute \(minute)")
              ))
          }
        }
      }
    }
    return events.sorted { $0.1 < $1.1 }
  }

  static let productions: CustomerModel = {
    var table = CustomerTable()
    table.instances = (0..<6).map {
      .init(id: "inst-\($0)", environment: $0 % 2 == 0 ? "prod" : "test", accounts: [], owner: "")
    }
    return CustomerModel(table)
  }()

  static func impatient() -> Settings {
    var settings = Settings()
    settings.transactions.warmUpPanes = 30
    settings.alerts.warmUpPanes = 60
    settings.alerts.noveltyAfterPanes = 100
    return settings
  }

  func outputs(seed: Int, partitions: Int, batch: Int, atATime: Int) -> EngineDriver {
    let log = RecordLog(partitions: partitions)
    for event in Self.troubled(seed: seed) {
      log.append(event.instance % partitions, timestampMicros: event.time, event.text)
    }
    let driver = EngineDriver(
      log, kinds: Array(repeating: .transactions, count: partitions), settings: Self.impatient(),
      customers: Self.productions)
    driver.batchRecords = batch
    driver.run(recordsAtATime: atATime)
    driver.finish()
    return driver
  }

  @Test(arguments: 0..<3)
  func neitherBatchesNorTheSplitOverPartitionsShow(seed: Int) {
    let one = outputs(seed: seed, partitions: 1, batch: 512, atATime: 10_000)
    #expect(one.changes().contains("opened"))
    #expect(one.changes().contains("resolved"))
    for (batch, atATime) in [(1, 1), (3, 2), (64, 7)] {
      #expect(outputs(seed: seed, partitions: 1, batch: batch, atATime: atATime).outputs == one.outputs)
    }
    // The order in which equal times of unlike partitions are taken is theirs, so only the inputs may tell them apart.
    let cases = one.cases().map { $0.without("inputs") }
    for partitions in [2, 3, 6] {
      let split = outputs(seed: seed, partitions: partitions, batch: 5, atATime: 11)
      #expect(split.cases().map { $0.without("inputs") } == cases)
      #expect(split.values(.health) == one.values(.health))
      #expect(split.engine.accounting.cells == one.engine.accounting.cells)
    }
  }

  @Test func everyEventIsAccountedFor() {
    let driver = outputs(seed: 9, partitions: 2, batch: 9, atATime: 100)
    let accounting = driver.engine.accounting
    #expect(
      accounting.events
        == accounting.cells + accounting.duplicates + accounting.late + accounting.quarantined + accounting.rejected)
    #expect(Int(accounting.caseEvents) == driver.cases().count)
  }
}

import RollingStatistics
import Testing

@testable import ForewarnCore

/// Cells against a count by hand, over streams with disorder, late and future records.
@Suite struct PaneTests {
  static let base = EngineDriver.day
  static let second: Int64 = 1_000_000

  struct Key: Hashable {
    var pane: Pane
    var series: String
  }

  /// What the oracle keeps: plain sums in a dictionary, and decided panes that leave it.
  struct Oracle {
    var cells: [Key: LatencyCell] = [:]
    var progress = PartitionProgress()
    var lastDecided: Pane?
    var late = 0
    var quarantined = 0
  }

  /// The cells that the engine holds now: inline and aside together.
  static func cells(_ statistics: borrowing Statistics) -> [Key: LatencyCell] {
    var cells: [Key: LatencyCell] = [:]
    for open in statistics.openPanes.panes {
      for id in open.transactions {
        let series = statistics.transactions.series[Int(id)]
        var cell = open.latencyAside[id] ?? LatencyCell()
        if OpenWindow.slot(of: open.pane, lastDecided: statistics.lastClosed) != nil {
          cell.merge(series.cells[Int(open.pane & 3)])
        }
        let instance = statistics.name(ofInstance: Int(series.instance))
        cells[Key(pane: open.pane, series: "\(instance)/\(statistics.names.text(series.name))"), default: LatencyCell()]
          .merge(cell)
      }
    }
    return cells
  }

  @Test(arguments: 0..<12)
  func cellsAreWhatWasCounted(seed: Int) {
    var random = Random(seed: seed)
    let log = RecordLog(partitions: 1)
    var settings = Settings()
    settings.time.allowedLatenessSeconds = 180
    var oracle = Oracle()
    let driver = EngineDriver(log, settings: settings)
    driver.batchRecords = 4
    driver.supplyAtEnd = .atEnd(askedAtMicros: .min)
    var now = Self.base
    for step in 0..<1_500 {
      now += Int64(random.below(15)) * Self.second
      var time = now - Int64(random.below(80)) * Self.second
      if random.chance(0.05) { time = now + Int64(random.below(295)) * Self.second }
      if random.chance(0.02) { time = now + Int64(400 + random.below(2_000)) * Self.second }
      if random.chance(0.05) { time = now - Int64(random.below(500)) * Self.second }
      if random.chance(0.01) { now += 1_800 * Self.second }
      let millis = random.below(5_000)
      let count = 1 + random.below(3)
      let isError = random.chance(0.1)
      let (instance, name) = ("i\(random.below(3))", "t\(random.below(4))")
      log.append(
        0, timestampMicros: now,
        JSONText.transaction(instance, name, time, millis: Double(millis), count: count, error: isError))
      // The same by hand.
      let lastDecided = oracle.lastDecided ?? PaneTime.pane(of: time - 90 * Self.second) - 1
      let judgement = oracle.progress.admit(
        timeMicros: time,
        clock: RecordClock(told: now, WallClock(micros: driver.engine.nowMicros), eventMicros: time, settings.time),
        series: UInt64(instance.utf8.last ?? 0) << 8 | UInt64(name.utf8.last ?? 0),
        lastDecided: lastDecided, settings.time)
      switch judgement {
      case .cell(let pane):
        oracle.lastDecided = lastDecided
        oracle.cells[Key(pane: pane, series: "\(instance)/\(name)"), default: LatencyCell()]
          .add(durationMicros: Int64(millis) * 1_000, count: UInt32(count), isError: isError)
      case .late: oracle.late += 1
      case .quarantined: oracle.quarantined += 1
      }
      if let watermark = oracle.progress.watermark(settings.time), let last = oracle.lastDecided {
        let through = max(last, PaneTime.pane(of: watermark) - 1)
        oracle.lastDecided = through
        oracle.cells = oracle.cells.filter { $0.key.pane > through }
      }
      guard step % 10 == 9 else { continue }
      driver.showAll()
      driver.run()
      #expect(Self.cells(driver.engine.statistics) == oracle.cells)
      #expect(driver.engine.book.cursor.lastDecided == oracle.lastDecided)
    }
    #expect(driver.engine.accounting.late == Int64(oracle.late))
    #expect(driver.engine.accounting.quarantined == Int64(oracle.quarantined))
    #expect(oracle.late > 0 && oracle.quarantined > 0)
  }

  /// A series whose events lie up to seven panes ahead teaches just what it teaches in order.
  @Test func panesFarAheadMerge() {
    func levels(_ order: [Int]) -> [UInt64] {
      let log = RecordLog(partitions: 1)
      var settings = Settings()
      settings.time.delaySeconds = 600
      settings.time.maxFutureSeconds = 900
      for minute in order {
        let at = Self.base + Int64(minute) * 60 * Self.second
        log.append(0, timestampMicros: Self.base, JSONText.transaction("a", "t", at, millis: Double(100 + minute)))
      }
      let driver = EngineDriver(log, settings: settings)
      driver.run()
      driver.tick(toMicros: Self.base + 60 * 60 * Self.second)
      return [
        UInt64(driver.engine.statistics.transactions.latency[0].score.count),
        driver.engine.statistics.transactions.latency[0].load.bitPattern,
      ]
    }
    let orders = [[0, 1, 2, 3, 4, 5, 6, 7], [0, 7, 6, 5, 4, 3, 2, 1], [0, 7, 1, 7, 3, 2, 6, 5, 4].uniqued()]
    #expect(levels(orders[0])[0] == 8)
    for order in orders { #expect(levels(order) == levels(orders[0])) }
  }

  /// The same time in one tick or in many.
  @Test(arguments: [1, 7, 1_000])
  func aSkippedStretchIsASteppedOne(minutesATick: Int) {
    func book(_ stride: Int) -> (through: Int64?, statistics: [UInt8], outputs: [Output]) {
      let log = RecordLog(partitions: 1)
      log.append(0, timestampMicros: Self.base, JSONText.transaction("a", "t", Self.base, millis: 1))
      let driver = EngineDriver(log)
      driver.run()
      var minute = 0
      while minute < 1_000 {
        minute = min(1_000, minute + stride)
        driver.tick(toMicros: Self.base + Int64(minute) * 60 * Self.second)
      }
      #expect(driver.outputs.allSatisfy { $0.role == .health })
      return (driver.engine.decidedThroughMicros, driver.engine.snapshot(), driver.outputs)
    }
    let (through, statistics, outputs) = book(minutesATick)
    #expect(through == Self.base + 1_000 * 60 * Self.second)
    let other = book(13)
    #expect(statistics == other.statistics && outputs == other.outputs && !outputs.isEmpty)
  }

  @Test func aTickNeverGoesBackNorStartsTime() {
    let driver = EngineDriver(RecordLog(partitions: 1))
    driver.tick(toMicros: Self.base)
    #expect(driver.engine.decidedThroughMicros == nil)
    driver.log.append(0, timestampMicros: Self.base, JSONText.transaction("a", "t", Self.base, millis: 1))
    driver.showAll()
    driver.run()
    driver.tick(toMicros: Self.base + 600 * Self.second)
    let through = driver.engine.decidedThroughMicros
    driver.tick(toMicros: Self.base)
    #expect(driver.engine.decidedThroughMicros == through)
  }

  /// Requests of a pane that nobody judged are not those of the pane four later.
  @Test func aBlindPaneLeavesNoRequestsBehind() {
    let log = RecordLog(partitions: 2)
    for minute in 0..<200 {
      let at = Self.base + Int64(minute) * 60 * Self.second
      log.append(0, timestampMicros: at, JSONText.transaction("a", "t", at, millis: 1, count: 100))
    }
    let driver = EngineDriver(log, kinds: [.transactions, .transactions])
    driver.supplyAtEnd = .finished
    driver.run()
    driver.engine.supply(1, .leftOut)
    driver.tick(toMicros: Self.base + 200 * 60 * Self.second)
    #expect(driver.engine.statistics.instances.load(of: 0).requests == 0)
  }
}

extension [Int] {
  fileprivate func uniqued() -> [Int] {
    var seen: Set<Int> = []
    return filter { seen.insert($0).inserted }
  }
}

import ForewarnCore
import Glibc
import Synchronization

/// What an engine makes of a story.
struct Telling {
  private(set) var outputs: [Output] = []
  private(set) var suppressed: Int64 = 0

  /// The sizes must not show.
  init(_ story: Story, batchRecords: Int = 64, recordsAtATime: Int = 1_000) {
    let log = RecordLog(partitions: story.kinds.count)
    for line in story.lines { log.append(line.partition, timestampMicros: line.arrivalMicros, line.text) }
    func driver() -> EngineDriver {
      let driver = EngineDriver(log, kinds: story.kinds, settings: story.settings, customers: story.estate.customers)
      driver.batchRecords = batchRecords
      return driver
    }
    /// Takes what has arrived when this share of the story is told, as a reader at its end does.
    func tell(
      _ share: Double, to driver: EngineDriver, ticks: Bool = false, supplyAtEnd: Supply = .atEnd(askedAtMicros: .min)
    ) {
      let arrived = story.lines.prefix(Int(Double(story.lines.count) * share))
      driver.visible = story.kinds.indices.map { p in Int64(arrived.count { $0.partition == p }) }
      driver.supplyAtEnd = supplyAtEnd
      driver.run(recordsAtATime: recordsAtATime)
      if ticks, let last = arrived.last {
        driver.tick(toMicros: last.arrivalMicros - story.settings.time.tickDelaySeconds * 1_000_000)
      }
    }

    var disk = Disk()
    var current = driver()
    current.keepsOutputs = true
    func crash() {
      suppressed += current.engine.counters.suppressed.reduce(0, +)
      let next = driver()
      // Nothing more arrives while it starts.
      next.visible = current.visible
      current = CrashTests.start(disk, next)
      current.keepsOutputs = true
    }
    switch story.restart {
    case .never: break
    case .live:
      for share in [0.2, 0.5, 0.75, 0.9] {
        // Some partitions are slow, and the others go on without them, blindly.
        let isBlind = story.seed % 2 == 0 && share > 0.6
        tell(share, to: current, ticks: true, supplyAtEnd: isBlind ? .leftOut : .atEnd(askedAtMicros: .min))
        CrashTests.commit(current, &disk, named: nil)
      }
    case .taught:
      tell(0.5, to: current)
      CrashTests.commit(current, &disk, named: "half")
      tell(0.8, to: current)
      CrashTests.commit(current, &disk, named: nil)
      tell(0.9, to: current)
      crash()
    case .complete:
      tell(0.85, to: current)
      CrashTests.commit(current, &disk, named: "whole")
      crash()
    case .anew:
      tell(0.5, to: current)
      CrashTests.commit(current, &disk, named: nil)
      crash()
    case .twice:
      tell(0.4, to: current)
      CrashTests.commit(current, &disk, named: "first")
      tell(0.7, to: current)
      CrashTests.commit(current, &disk, named: nil)
      crash()
      tell(0.8, to: current)
      CrashTests.commit(current, &disk, named: "second")
      tell(0.85, to: current)
      CrashTests.commit(current, &disk, named: nil)
      crash()
    }
    current.showAll()
    current.supplyAtEnd = .finished
    current.run(recordsAtATime: recordsAtATime)
    current.finish()
    CrashTests.commit(current, &disk, named: nil)
    suppressed += current.engine.counters.suppressed.reduce(0, +)
    outputs = disk.outputs
  }

  // MARK: What it shows

  /// How many of the outputs are or say this.
  var coverage: [String: Int] {
    var found: [String: Int] = ["suppressed": Int(suppressed)]
    for output in outputs {
      guard output.role == .cases else {
        found[output.role.rawValue, default: 0] += 1
        continue
      }
      guard let value = output.value else {
        found["tombstone", default: 0] += 1
        continue
      }
      let type = output.headers.first { $0.name == "ce_type" }?.value.map { String(decoding: $0, as: UTF8.self) }
      found[type.map { String($0.split(separator: ".").dropLast().last ?? "") } ?? "", default: 0] += 1
      let text = value.map { CChar(bitPattern: $0) } + [0]
      for code in Self.codes where Self.holds(text, "\"code\":\"\(code)\"") { found[code, default: 0] += 1 }
      for (name, wanted) in Self.rarities where Self.holds(text, wanted) { found[name, default: 0] += 1 }
      if Self.count("\"model\":\"", in: text) == 12 { found["twelve reasons", default: 0] += 1 }
      if value.count > 40_000 { found["large", default: 0] += 1 }
    }
    return found
  }

  static let changes = ["opened", "updated", "escalated", "resolved", "reopened"]
  static let codes = [
    "immediate_alert", "indicator_burst", "novel_alerts", "latency_anomaly", "latency_trend", "error_share",
    "usage_drop",
  ]
  /// Corners of a case event, and a text that only they have.
  static let rarities = [
    ("usage case", "\"kind\":\"usage\""), ("previous case", "\"previous_case_id\":\"fw-"),
    ("major case", "\"proposed\":true"), ("trend", "\"trend\":{"), ("limit crossed", "is already crossed"),
    ("limit within the hour", "limit in less than 60 min: -1"), ("p99", "\"p99_ms\":"),
    ("triage", "\"owner\":\"triage\""),
    ("inputs omitted", "\"inputs_omitted\":"),
    ("priority 1", "\"priority\":1,"), ("priority 2", "\"priority\":2,"), ("priority 3", "\"priority\":3,"),
    ("priority 4", "\"priority\":4,"), ("high confidence", "\"confidence\":\"high\""),
    ("medium confidence", "\"confidence\":\"medium\""), ("low confidence", "\"confidence\":\"low\""),
    ("critical case", "\"severity\":\"critical\",\"priority\""), ("cut text", "…"),
    ("several new kinds", "new kinds within 5 minutes"),
  ]

  private static func holds(_ text: [CChar], _ wanted: String) -> Bool { strstr(text, wanted) != nil }

  private static func count(_ wanted: String, in text: [CChar]) -> Int {
    text.withUnsafeBufferPointer { buffer in
      var count = 0
      var rest = buffer.baseAddress
      while let from = rest, let found = strstr(from, wanted) {
        count += 1
        rest = UnsafePointer(found) + 1
      }
      return count
    }
  }
}

/// What is kept of a telling.
struct Told: Sendable {
  var line: String
  var coverage: [String: Int]
}

/// Each story is told once, whichever test asks for it first.
enum Shelf {
  private static let tellings = Mutex<[Int: Task<Told, any Error>]>([:])

  static func told(_ seed: Int) async throws -> Told {
    let task = tellings.withLock { tellings in
      if let known = tellings[seed] { return known }
      let task = Task {
        let telling = Telling(Story(seed: seed))
        try SameBytes.show(telling.outputs, as: "story-\(seed)")
        return Told(line: OutputDigests(telling.outputs).line("story \(seed)"), coverage: telling.coverage)
      }
      tellings[seed] = task
      return task
    }
    return try await task.value
  }
}

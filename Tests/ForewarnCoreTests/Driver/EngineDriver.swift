@testable import ForewarnCore

/// Drives an engine over a `RecordLog` as a runtime does: fills buffers in batches, says how empty partitions stand, advances, ticks.
final class EngineDriver {
  var engine: Engine
  let log: RecordLog
  var batchRecords = 7
  /// How a partition stands whose records are all handed over.
  var supplyAtEnd: Supply = .finished
  /// Outputs stay in the engine, for an epoch to close over.
  var keepsOutputs = false
  /// What each partition shows of its records so far.
  var visible: [Int64]
  private var position: [Int64]
  private var batch = RecordBatch()
  private(set) var outputs: [Output] = []

  static let day: Int64 = 1_760_000_040_000_000

  init(
    _ log: RecordLog, kinds: [TopicKind] = [.transactions], settings: Settings = Settings(),
    customers: CustomerModel = .empty, nowMicros: Int64 = EngineDriver.day + 100 * 86_400_000_000
  ) {
    self.log = log
    var counts: [TopicKind: Int32] = [:]
    let sources = kinds.map { kind in
      defer { counts[kind, default: 0] += 1 }
      return SourcePartition(
        partition: TopicPartition(topic: kind.rawValue, partition: counts[kind, default: 0]),
        decoder: DecoderSettings(kind: kind), holdsPaneTime: kind.holdsPaneTime)
    }
    engine = Engine(settings: settings, sources: sources, customers: customers, nowMicros: nowMicros)
    visible = kinds.indices.map { log.end($0) }
    position = kinds.map { _ in 0 }
  }

  func showAll() { visible = visible.indices.map { log.end($0) } }

  /// Stands readers where the engine is, as after a start.
  func seek() { position = position.indices.map { engine.nextOffset($0) } }

  /// Takes what is visible, to the end.
  func run(recordsAtATime: Int = 1_000) {
    while true {
      switch engine.advance(maxRecords: recordsAtATime) {
      case .exhausted(let p): refill(p)
      case .budget: break
      case .waiting: if !refillAll() { return collect() }
      }
      collect()
    }
  }

  /// Takes at most so many records; false when there are no more.
  func take(_ records: Int) -> Bool {
    var tries = 0
    while true {
      switch engine.advance(maxRecords: records) {
      case .budget:
        collect()
        return true
      case .exhausted(let p):
        collect()
        refill(p)
        return true
      case .waiting:
        tries += 1
        if !refillAll() || tries > 2 { return false }
      }
    }
  }

  /// Takes so many records, or one batch more, or all that there are.
  func take(atLeast records: Int64) {
    while engine.accounting.records < records, take(100) {}
  }

  /// Teaches until the statistics are where the book is.
  func teach() {
    while let advance = engine.teach(maxRecords: 5) {
      switch advance {
      case .exhausted(let p): refill(p)
      case .budget: break
      case .waiting: precondition(refillAll(), "nothing left to teach from")
      }
    }
  }

  func tick(toMicros micros: Int64) {
    _ = engine.tick(toMicros: micros)
    collect()
  }

  /// To the end of the input and on to its last event time, as recorded input ends.
  func finish() {
    run()
    if let last = engine.lastEventMicros { tick(toMicros: last) }
  }

  private func refillAll() -> Bool {
    var came = false
    for p in position.indices where engine.isEmpty(p) && refill(p) { came = true }
    return came
  }

  @discardableResult
  private func refill(_ p: Int) -> Bool {
    let from = position[p]
    let to = min(visible[p], from + Int64(batchRecords))
    guard from < to else {
      // Word that nothing will come lets the others go on.
      let isNews = engine.supply(of: p) == .lagging && supplyAtEnd != .lagging
      engine.supply(p, supplyAtEnd)
      return isNews
    }
    let entries = log.partitions[p]
    position[p] = to
    batch.removeAll()
    for offset in from..<to {
      let entry = entries[Int(offset)]
      batch.records.append(
        Record(
          offset: offset, timestampMicros: entry.timestampMicros, value: entry.value.map { Bytes($0) }, key: nil))
    }
    engine.receive(&batch, of: p)
    return true
  }

  private func collect() {
    if !keepsOutputs { outputs += engine.drainOutputs() }
  }

  // MARK: What came out

  func values(_ role: OutputRole) -> [JSONValue] {
    outputs.filter { $0.role == role }.compactMap { $0.value.flatMap(JSONValue.init(bytes:)) }
  }

  /// The case events of one instance, or of all.
  func cases(_ instance: String? = nil) -> [JSONValue] {
    values(.cases).filter { instance == nil || $0["data"]["instance"].text == instance }
  }

  /// `opened`, `updated`, … in order.
  func changes(_ instance: String? = nil) -> [String] { cases(instance).map(\.change) }

  func count(_ role: OutputRole) -> Int { outputs.count { $0.role == role } }
}

extension JSONValue {
  var change: String { self["type"].text?.split(separator: ".").dropLast().last.map(String.init) ?? "" }
  var codes: [String] { self["data"]["reasons"].list.compactMap { $0["code"].text } }
}

// MARK: Events as clients write them

enum JSONText {
  static func transaction(
    _ instance: String, _ name: String, _ timeMicros: Int64, millis: Double, count: Int = 1, error: Bool = false
  ) -> String {
    #"{"instance":\#(quote(instance)),"transaction":\#(quote(name)),"time":"\#(Timestamp.text(timeMicros))","duration_ms":\#(millis),"count":\#(count),"error":\#(error)}"#
  }

  static func alert(
    _ name: String, _ timeMicros: Int64, instance: String? = nil, ci: String? = nil, severity: String = "warning",
    status: String = "firing", domain: String = "application", fingerprint: String? = nil, summary: String? = nil
  ) -> String {
    var members = [
      #""alert":\#(quote(name))"#, #""time":"\#(Timestamp.text(timeMicros))""#, #""severity":"\#(severity)""#,
      #""status":"\#(status)""#, #""domain":"\#(domain)""#,
    ]
    for (key, value) in [("instance", instance), ("ci", ci), ("fingerprint", fingerprint), ("summary", summary)] {
      if let value { members.append(#""\#(key)":\#(quote(value))"#) }
    }
    return "{" + members.joined(separator: ",") + "}"
  }

  static func quote(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22, 0x5C: quoted += "\\" + String(scalar)
      case ..<0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

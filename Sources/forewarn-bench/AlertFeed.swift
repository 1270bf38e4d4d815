import ForewarnCore

/// An engine that is fed with alerts in memory; only its own work is timed.
struct AlertFeed: ~Copyable {
  private static let source = TopicPartition(topic: "alerts", partition: 0)
  private static let startSeconds = 1_760_000_040

  private(set) var engine: Engine
  private(set) var watch = Stopwatch()
  private let alertsAMinute: Int
  private var batch = RecordBatch()
  private var next = 0

  init(alertsAMinute: Int) {
    self.alertsAMinute = alertsAMinute
    let source = SourcePartition(
      partition: Self.source, decoder: DecoderSettings(kind: .alerts), holdsPaneTime: true)
    engine = Engine(
      settings: Settings(), sources: [source], customers: .empty, nowMicros: 4_000_000_000_000_000)
  }

  /// Feeds one batch of at most so many alerts; `text` gets each alert's number and its time. How many have been fed by then.
  mutating func feed(atMost count: Int, _ text: (_ alert: Int, _ seconds: Int64) -> String) -> Int {
    let count = min(Limits.batchRecords, count)
    var bytes: [UInt8] = []
    var ends: [Int] = []
    for alert in next..<(next + count) {
      bytes += text(alert, seconds(alert)).utf8
      ends.append(bytes.count)
    }
    bytes.withUnsafeBytes { bytes in
      batch.removeAll()
      for (index, end) in ends.enumerated() {
        let start = index == 0 ? 0 : ends[index - 1]
        batch.records.append(
          Record(
            offset: Int64(next + index), timestampMicros: seconds(next + index) * 1_000_000,
            value: Bytes(UnsafeRawBufferPointer(rebasing: bytes[start..<end])), key: nil))
      }
      watch.start()
      engine.receive(&batch, of: 0)
      while case .budget = engine.advance(maxRecords: count) {}
      watch.stop()
    }
    _ = engine.drainOutputs()
    _ = engine.takeNotices()
    // What an epoch would write is not kept; that statistics are named lets the book forget the panes before them.
    _ = engine.closeEpoch(statisticsID: "after \(next)")
    next += count
    return next
  }

  private func seconds(_ alert: Int) -> Int64 { Int64(Self.startSeconds + alert * 60 / alertsAMinute) }
}

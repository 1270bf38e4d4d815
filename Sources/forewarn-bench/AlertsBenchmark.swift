import ForewarnCore

/// Alerts that fire at once, each known as a state of its own. Bar: 100,000 of them in 25 MiB.
struct AlertsBenchmark {
  private let options: Options
  private static let source = TopicPartition(topic: "alerts", partition: 0)
  private static let instances = 1_000
  private static let types = 5
  private static let alertsAMinute = 2_000
  private static let startSeconds = 1_760_000_040

  init(_ options: Options) { self.options = options }

  func run() {
    let alerts = options.number(.alerts, default: 100_000)
    let source = SourcePartition(
      partition: Self.source, decoder: DecoderSettings(kind: .alerts), holdsPaneTime: true)
    var engine = Engine(
      settings: Settings(), sources: [source], customers: .empty, nowMicros: 4_000_000_000_000_000)
    let atStart = Meter.residentMebibytes.now
    var batch = RecordBatch()
    var watch = Stopwatch()
    var next = 0
    // Each is told twice, as senders do.
    while next < 2 * alerts {
      let count = min(Limits.batchRecords, 2 * alerts - next)
      var bytes: [UInt8] = []
      var ends: [Int] = []
      for n in next..<(next + count) {
        bytes += Self.text(n % alerts, seconds: Self.seconds(n)).utf8
        ends.append(bytes.count)
      }
      bytes.withUnsafeBytes { bytes in
        batch.removeAll()
        for (index, end) in ends.enumerated() {
          let start = index == 0 ? 0 : ends[index - 1]
          batch.records.append(
            Record(
              offset: Int64(next + index), timestampMicros: Self.seconds(next + index) * 1_000_000,
              value: Bytes(UnsafeRawBufferPointer(rebasing: bytes[start..<end])), key: nil))
        }
        watch.start()
        engine.receive(&batch, of: 0)
        while case .budget = engine.advance(maxRecords: count) {}
        watch.stop()
      }
      _ = engine.drainOutputs()
      _ = engine.takeNotices()
      _ = engine.closeEpoch(statisticsID: "after \(next)")
      next += count
    }
    let now = Meter.residentMebibytes.now
    var report = Report("alerts")
    report.add(events: 2 * alerts, wallSeconds: watch.wallSeconds, cpuSeconds: watch.cpuSeconds)
    report.add("series", engine.seriesCount)
    report.add("resident_mebibytes_at_start", atStart)
    report.add("resident_mebibytes", now)
    report.add("mebibytes_of_alerts", now - atStart)
    report.show(options)
  }

  private static func seconds(_ n: Int) -> Int64 { Int64(startSeconds + n * 60 / alertsAMinute) }

  private static func text(_ alert: Int, seconds: Int64) -> String {
    let instance = alert % instances
    return
      #"{"instance":"customer-\#(instance)","alert":"type-\#(alert / instances % types)","ci":"host-\#(instance)-\#(alert / instances)","fingerprint":"f\#(alert)","time":\#(seconds),"severity":"warning","status":"firing"}"#
  }
}

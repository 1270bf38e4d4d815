import ForewarnCore

/// Names without end: alerts of hosts that are seen once and never again. Bar: memory is flat after the first million, and none is refused.
struct NamesBenchmark {
  private let options: Options
  private static let source = TopicPartition(topic: "alerts", partition: 0)
  private static let hostsAMinute = 150
  private static let startSeconds = 1_760_000_040

  init(_ options: Options) { self.options = options }

  func run() {
    let names = options.number(.names, default: 5_000_000)
    let source = SourcePartition(
      partition: Self.source, decoder: DecoderSettings(kind: .alerts), holdsPaneTime: true)
    var engine = Engine(
      settings: Settings(), sources: [source], customers: .empty, nowMicros: 4_000_000_000_000_000)
    var batch = RecordBatch()
    var watch = Stopwatch()
    var afterTenth = 0.0
    var next = 0
    while next < names {
      let count = min(Limits.batchRecords, names - next)
      let records = Self.records(next..<(next + count))
      records.bytes.withUnsafeBytes { bytes in
        batch.removeAll()
        for (index, end) in records.ends.enumerated() {
          let start = index == 0 ? 0 : records.ends[index - 1]
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
      // What an epoch would write is not kept; that statistics are named lets the book forget the panes before them.
      _ = engine.closeEpoch(statisticsID: "after \(next)")
      next += count
      if afterTenth == 0, next >= names / 10 { afterTenth = Meter.residentMebibytes.now }
    }
    var report = Report("names")
    report.add(events: names, wallSeconds: watch.wallSeconds, cpuSeconds: watch.cpuSeconds)
    report.add("names_forgotten", Int(engine.counters.forgottenInstances))
    report.add("names_known", engine.instanceCount)
    report.add("events_rejected", Int(engine.accounting.rejected))
    report.add("resident_mebibytes_after_a_tenth", afterTenth)
    report.add("resident_mebibytes", Meter.residentMebibytes.now)
    report.add("resident_mebibytes_peak", Meter.residentMebibytes.peak)
    report.show(options)
  }

  private static func seconds(_ host: Int) -> Int64 { Int64(startSeconds + host * 60 / hostsAMinute) }

  private static func records(_ hosts: Range<Int>) -> (bytes: [UInt8], ends: [Int]) {
    var bytes: [UInt8] = []
    var ends: [Int] = []
    for host in hosts {
      bytes += #"{"ci":"web-7c9d-\#(host)","alert":"PodRestarted","time":\#(seconds(host)),"severity":"warning"}"#.utf8
      ends.append(bytes.count)
    }
    return (bytes, ends)
  }
}

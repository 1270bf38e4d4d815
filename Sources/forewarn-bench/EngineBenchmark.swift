import ForewarnCore

/// The core alone: JSON texts in memory through decoding, merging, counting and deciding. Bar: a million events a CPU second,
/// and no heap allocation for an event of a known series between pane closings.
struct EngineBenchmark {
  private let options: Options

  init(_ options: Options) { self.options = options }

  func run() {
    let events = options.number(.events, default: 3_000_000)
    let partitions = options.number(.partitions, default: 12)
    for series in [options.number(.series, default: 5_000), 100_000].uniqued {
      measure(series: series, partitions: partitions, events: events)
    }
  }

  private func measure(series: Int, partitions: Int, events: Int) {
    var shape = TransactionStream.Shape()
    shape.series = series
    shape.eventsPerSecond = options.number(.rate, default: shape.eventsPerSecond)
    shape.partitions = partitions
    var run = EngineRun(shape)
    // Every series is known, and baselines have begun to judge, before anything is measured.
    run.advance(records: max(events / 2, series * 12))
    let before = run.bytes
    let isCounting = AllocationCounter.start()
    let measured = run.advance(records: events)
    AllocationCounter.stop()

    var report = Report("engine")
    report.add(events: measured.events, wallSeconds: measured.watch.wallSeconds, cpuSeconds: measured.watch.cpuSeconds)
    report.add("series", run.seriesCount)
    report.add("partitions", partitions)
    report.add("bytes_per_event", Double(run.bytes - before) / Double(measured.events))
    report.add("panes_decided", measured.panes)
    if isCounting {
      let quiet = measured.allocations - measured.allocationsAtClosings
      report.add("allocations_per_event", Double(quiet) / Double(measured.events))
      // Of the lists of a pane that opens, which grow by doubling: more events in a pane make no more of them.
      report.add("allocations_per_pane_opened", Double(quiet) / Double(measured.panes))
      report.add("allocations_at_pane_closings", measured.allocationsAtClosings)
    }
    report.show(options)
  }
}

/// An engine and the source that feeds it.
struct EngineRun: ~Copyable {
  struct Measured {
    var watch = Stopwatch()
    var events = 0
    var panes = 0
    var allocations = 0
    /// Those in steps that closed a pane.
    var allocationsAtClosings = 0
  }

  var engine: Engine
  private let source: MemorySource
  private var batch = RecordBatch()
  private static let recordsAtATime = 512

  init(_ shape: TransactionStream.Shape) {
    source = MemorySource(shape)
    let sources = (0..<Int32(shape.partitions)).map {
      SourcePartition(
        partition: TopicPartition(topic: "transactions", partition: $0),
        decoder: DecoderSettings(kind: .transactions), holdsPaneTime: true)
    }
    engine = Engine(settings: Settings(), sources: sources, customers: .empty, nowMicros: 4_000_000_000_000_000)
  }

  var seriesCount: Int { engine.seriesCount }
  var bytes: Int { source.bytes }

  @discardableResult
  mutating func advance(records: Int) -> Measured {
    var measured = Measured()
    let eventsBefore = engine.accounting.events
    let target = engine.accounting.records + Int64(records)
    let panesBefore = engine.counters.decisions
    let allocationsBefore = AllocationCounter.count
    measured.watch.start()
    while engine.accounting.records < target {
      let decisions = engine.counters.decisions
      let allocations = AllocationCounter.count
      switch engine.advance(maxRecords: Self.recordsAtATime) {
      case .exhausted(let partition): refill(partition, &measured.watch)
      case .waiting:
        for partition in engine.sources.indices where engine.isEmpty(partition) { refill(partition, &measured.watch) }
      case .budget: break
      }
      if engine.counters.decisions != decisions {
        measured.allocationsAtClosings += AllocationCounter.count - allocations
      }
    }
    measured.watch.stop()
    measured.events = Int(engine.accounting.events - eventsBefore)
    measured.panes = Int(engine.counters.decisions - panesBefore)
    measured.allocations = AllocationCounter.count - allocationsBefore
    _ = engine.drainOutputs()
    _ = engine.takeNotices()
    return measured
  }

  private mutating func refill(_ partition: Int, _ watch: inout Stopwatch) {
    source.fetchIfEmpty(partition, pausing: &watch)
    source.lend(partition, to: &batch)
    engine.receive(&batch, of: partition)
  }
}

extension [Int] {
  /// Without repeats, in order.
  fileprivate var uniqued: [Int] { enumerated().filter { firstIndex(of: $1) == $0 }.map(\.element) }
}

import ForewarnCore
import Glibc
import SQLiteStore
import StreamRuntime

/// The resident memory of many series, with a snapshot and a commit to disk as they happen in a run. Bar: 150 MiB.
struct MemoryBenchmark {
  private let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws {
    var shape = TransactionStream.Shape()
    shape.series = options.number(.series, default: 100_000)
    shape.eventsPerSecond = 2_000
    let atStart = Meter.residentMebibytes.now
    var run = EngineRun(shape)
    let measured = run.advance(records: options.number(.events, default: shape.series * 12))
    let fed = Meter.residentMebibytes.now

    let folder = TemporaryState()
    defer { folder.remove() }
    let store = try SQLiteStore.open(path: folder.path)
    defer { store.close() }
    let snapshot = run.engine.snapshot()
    let contents = run.engine.closeEpoch(statisticsID: "statistics")
    try store.saveStatistics(id: "statistics", bytes: snapshot)
    try store.prepare(
      Epoch(
        bookID: "book", parentBookID: nil, number: 1,
        rows: contents.rows, outputs: contents.outputs, offsets: [],
        statisticsID: "statistics", metadata: ""))
    try store.fold(bookID: "book", keepingStatistics: ["statistics"])

    let memory = Meter.residentMebibytes
    var report = Report("memory")
    report.add(events: measured.events, wallSeconds: measured.watch.wallSeconds, cpuSeconds: measured.watch.cpuSeconds)
    report.add("series", run.seriesCount)
    report.add("panes_decided", measured.panes)
    report.add("resident_mebibytes_at_start", atStart)
    report.add("resident_mebibytes_fed", fed)
    report.add("resident_mebibytes_committed", memory.now)
    report.add("resident_mebibytes_peak", memory.peak)
    report.add("snapshot_mebibytes", Double(snapshot.count) / 1_048_576)
    report.show(options)
  }
}

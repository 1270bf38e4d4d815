import ForewarnCore
import SQLiteStore
import Simulation
import StreamRuntime

/// From a start on a folder with many series to the first commit, over the simulated broker: what Forewarn itself needs. Bar: 3 s.
struct RestartBenchmark {
  private let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws {
    var shape = TransactionStream.Shape()
    shape.series = options.number(.series, default: 100_000)
    shape.eventsPerSecond = 5_000
    let records = shape.series * 10
    shape.startMicros = SystemTime().wallMicros - Int64(records / shape.eventsPerSecond + 600) * 1_000_000

    let broker = SimulatedBroker(topics: [("transactions", 1)])
    var stream = TransactionStream(shape, partition: 0)
    var bytes: [UInt8] = []
    for _ in 0..<records {
      bytes.removeAll(keepingCapacity: true)
      stream.write(to: &bytes)
      broker.append("transactions", 0, bytes, timestampMicros: stream.timeMicros)
    }
    let folder = TemporaryState()
    defer { folder.remove() }
    let first = try start(broker, folder)
    let again = try start(broker, folder)

    var report = Report("restart")
    report.add(events: Int(first.status.accounting.records), wallSeconds: again.seconds, cpuSeconds: again.cpuSeconds)
    report.add("series", again.status.series)
    report.add("seconds_to_first_commit", again.seconds)
    report.add("records_taught_again", Int(again.status.counters.taught))
    report.show(options)
  }

  private func start(
    _ broker: SimulatedBroker, _ folder: TemporaryState
  ) throws -> (status: DaemonStatus, seconds: Double, cpuSeconds: Double) {
    let (wall, cpu) = (Meter.wall, Meter.processCPU)
    let store = try SQLiteStore.open(path: folder.path)
    defer { store.close() }
    let log = broker.open(time: SimulatedTime(wallMicros: SystemTime().wallMicros), waiting: .sleeps)
    defer { log.close(withinMillis: 1_000) }
    let before = broker.committedEpochs.count
    var committed: (wall: Double, cpu: Double)?
    let daemon = DaemonParts.daemon(
      log, store, customers: .empty, kind: .transactions, exitAtEnd: true,
      shouldStop: {
        if committed == nil, broker.committedEpochs.count > before { committed = (Meter.wall, Meter.processCPU) }
        return false
      })
    let status = try daemon.run()
    let end = committed ?? (Meter.wall, Meter.processCPU)
    return (status, end.wall - wall, end.cpu - cpu)
  }
}

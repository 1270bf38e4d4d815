import ForewarnCore
import StreamRuntime

/// The cells of the panes behind an event, summed again by an engine that is given nothing but the records that the event names.
struct Recount {
  private struct Place: Hashable {
    var kind: SummedCell.Kind
    var minute: Int32
    var subject: Name
  }

  private var cells: [Place: [SummedCell]] = [:]
  /// Alerts that were told in these records, and began before them: where they were told before too, they count once, and not here.
  private var older: [Name: Int64] = [:]

  /// - Parameter window: event time that the evidence covers, µs.
  init(
    _ part: RecordedInput, _ run: RecordedRun, window: Range<Int64>
  ) throws {
    var engine = EngineAssembly.engine(
      run.configuration, part, CustomerModel(run.customers), nowMicros: run.nowMicros)
    engine.keepCells()
    try OfflineRun(throughMicros: window.upperBound).run(
      &engine, part, targets: part.partitions.indices.map { part.freshEnd($0)?.offset ?? 0 }, time: SystemTime(),
      take: { _ in }, notice: { _ in })
    for cell in engine.takeCells() {
      cells[Place(kind: cell.kind, minute: cell.minute, subject: cell.subject), default: []].append(cell)
    }
    try countOlder(part, before: window.lowerBound)
  }

  /// What each of the instances had of a series in a minute; of nil, each instance that had any.
  func cells(_ kind: SummedCell.Kind, _ subject: String, _ minute: Int32, of instance: Name?) -> [SummedCell] {
    let found = cells[Place(kind: kind, minute: minute, subject: Name(subject))] ?? []
    return instance.map { name in found.filter { $0.instance == name } } ?? found
  }

  /// Requests of an instance in a minute.
  func requests(_ minute: Int32, of instance: Name) -> Int64 {
    cells.filter { $0.key.minute == minute && $0.key.kind == .transaction }.values.joined()
      .filter { $0.instance == instance }.reduce(0) { $0 + $1.count }
  }

  func olderAlerts(_ subject: String) -> Int64 { older[Name(subject)] ?? 0 }

  private mutating func countOlder(_ part: RecordedInput, before micros: Int64) throws(LogFailure) {
    var batch = RecordBatch()
    try part.start(at: part.partitions.map { _ in 0 })
    for (partition, source) in part.sources.enumerated() where source.kind == .alerts {
      var settings = source.decoder
      settings.topic = source.id.topic
      var decoder = RecordDecoder(settings)
      while try part.poll(partition, into: &batch) == .records {
        for record in batch.records {
          var events: [Event] = []
          var arena = ByteArena()
          let bytes = RecordBytes(
            value: record.value, key: record.key, headers: batch.headers(of: record),
            timestampMicros: record.timestampMicros)
          _ = decoder.decode(bytes, into: &events, arena: &arena)
          for event in events
          where event.kind == .alert && event.startMicros != Event.noTime && event.startMicros < micros {
            older[Name(event.name.text), default: 0] += 1
          }
        }
      }
    }
  }
}

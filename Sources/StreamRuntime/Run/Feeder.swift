public import ForewarnCore

/// Fills the engine's buffers from a reader, and tells it how partitions with nothing buffered stand.
public struct Feeder {
  private let reader: any EventReader
  private let time: any TimeSource
  private let settings: TimeSettings
  /// Offsets at which reading ends, a partition each; nil = never.
  private let targets: [Int64]?
  /// When a partition last gave records, and since when it lags without giving any; monotonic µs.
  private var lastRecords: [Int64]
  private var laggingSince: [Int64?]
  /// An end that was asked for longer ago than this says nothing about now.
  private static let freshMicros: Int64 = 3_000_000
  private let reading = OneThread("the reading half of the log")

  public init(reader: any EventReader, time: any TimeSource, settings: TimeSettings, targets: [Int64]?) {
    precondition(targets == nil || targets?.count == reader.partitions.count, "a target for each partition")
    self.reader = reader
    self.time = time
    self.settings = settings
    self.targets = targets
    let now = time.monotonicMicros
    lastRecords = Array(repeating: now, count: reader.partitions.count)
    laggingSince = Array(repeating: nil, count: reader.partitions.count)
  }

  /// Polls every partition with nothing buffered. True when records came.
  public mutating func refillAll(_ engine: inout Engine) throws(RunFailure) -> Bool {
    var came = false
    for p in reader.partitions.indices where engine.isEmpty(p) {
      if try refill(p, &engine) { came = true }
    }
    return came
  }

  /// Polls one partition whose buffer is empty. True when records came.
  public mutating func refill(_ p: Int, _ engine: inout Engine) throws(RunFailure) -> Bool {
    reading.check()
    precondition(engine.isEmpty(p), "records that were not taken borrow bytes that end with the next poll")
    if let targets, engine.supply(of: p) == .finished || engine.nextOffset(p) >= targets[p] {
      engine.supply(p, .finished)
      return false
    }
    let target = targets?[p]
    let answer: Result<PollResult, LogFailure> = engine.fill(p, decodeIf: { $0 == .success(.records) }) { batch in
      do throws(LogFailure) {
        var result = try reader.poll(p, into: &batch)
        precondition((result == .records) == !batch.records.isEmpty, "a batch has records when the reader says so")
        if let target, result == .records {
          // What was written after the start is for another run.
          batch.records.removeAll { $0.offset >= target }
          if batch.records.isEmpty { result = .nothing }
        }
        return .success(result)
      } catch {
        return .failure(error)
      }
    }
    switch answer {
    case .success(.records):
      lastRecords[p] = time.monotonicMicros
      laggingSince[p] = nil
      return true
    case .success(.nothing):
      engine.supply(p, standing(p))
      return false
    case .success(.lost(let start)):
      let partition = reader.partitions[p]
      throw RunFailure(
        .stop,
        "records of \(partition.topic)/\(partition.partition) from offset \(engine.nextOffset(p)) to \(start) are gone before they were read: retention has taken them",
        remedy:
          "Raise the retention of the topic. To go on without the lost records, begin anew with a new application id.")
    case .failure(let failure):
      guard failure.kind == .unavailable else { throw RunFailure(failure) }
      engine.supply(p, standing(p))
      return false
    }
  }

  private mutating func standing(_ p: Int) -> Supply {
    let now = time.monotonicMicros
    let position = reader.position(p)
    if let targets { return position >= targets[p] ? .finished : .lagging }
    if let end = reader.freshEnd(p), now - end.askedAtMicros <= Self.freshMicros, position >= end.offset {
      laggingSince[p] = nil
      return .atEnd(quiet: now - lastRecords[p] >= settings.idleSeconds * 1_000_000)
    }
    let since = laggingSince[p] ?? now
    laggingSince[p] = since
    return now - since >= settings.maxWaitSeconds * 1_000_000 ? .leftOut : .lagging
  }

  /// Whether every partition stands at its end, asked just now, with nothing buffered.
  public func isAtEnd(_ engine: borrowing Engine) -> Bool {
    reader.partitions.indices.allSatisfy { p in
      guard engine.isEmpty(p) else { return false }
      switch engine.supply(of: p) {
      case .atEnd, .finished: return true
      case .lagging, .leftOut: return false
      }
    }
  }

  public func isFinished(_ engine: borrowing Engine) -> Bool {
    reader.partitions.indices.allSatisfy { engine.isEmpty($0) && engine.supply(of: $0) == .finished }
  }
}

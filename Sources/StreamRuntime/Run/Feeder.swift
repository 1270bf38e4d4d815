public import ForewarnCore

/// Fills the engine's buffers from a reader, and tells it how partitions with nothing buffered stand.
public struct Feeder {
  private let reader: any EventReader
  private let time: any TimeSource
  private let settings: TimeSettings
  /// Offsets at which reading ends, a partition each; nil = never.
  private let targets: [Int64]?
  /// Whether what retention took is passed over.
  private let skipsLost: Bool
  /// Where partitions go on of which retention took what was never read while the statistics were taught; they wait for its end.
  private var gaps: [Int: Int64] = [:]
  /// What was passed over, in words; for whoever tells it.
  private var skipped: [String] = []
  /// Since when a partition lags without giving records; monotonic µs.
  private var laggingSince: [Int64?]
  private var newestTimestamp: Int64?
  /// What the next poll of a partition fills; the engine has the other one of each.
  private var batches: [RecordBatch]
  /// An end that was asked for longer ago than this says nothing about now.
  private static let freshMicros: Int64 = 3_000_000
  private let reading = OneThread("the reading half of the log")

  public init(
    reader: any EventReader, time: any TimeSource, settings: TimeSettings, targets: [Int64]?, skipsLost: Bool = false
  ) {
    precondition(targets == nil || targets?.count == reader.partitions.count, "a target for each partition")
    self.reader = reader
    self.time = time
    self.settings = settings
    self.targets = targets
    self.skipsLost = skipsLost
    laggingSince = Array(repeating: nil, count: reader.partitions.count)
    batches = Array(repeating: RecordBatch(), count: reader.partitions.count)
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
    if let start = gaps[p] {
      guard !engine.isTeaching else { return false }
      gaps[p] = nil
      try pass(p, over: start, &engine)
    }
    var lostBefore: Int64?
    do throws(LogFailure) {
      switch try poll(p) {
      case .records:
        newestTimestamp = max(newestTimestamp ?? .min, batches[p].records.last?.timestampMicros ?? .min)
        engine.receive(&batches[p], of: p)
        laggingSince[p] = nil
        return true
      case .nothing: break
      case .lost(let start): lostBefore = start
      }
    } catch {
      guard error.kind == .unavailable else { throw RunFailure(error) }
    }
    if let lostBefore { try pass(p, over: lostBefore, &engine) }
    engine.supply(p, standing(p, wallMicros: engine.nowMicros))
    return false
  }

  private mutating func poll(_ p: Int) throws(LogFailure) -> PollResult {
    let result = try reader.poll(p, into: &batches[p])
    precondition((result == .records) == !batches[p].records.isEmpty, "a batch has records when the reader says so")
    guard let target = targets?[p], result == .records else { return result }
    // What was written after the start is for another run.
    batches[p].records.removeAll { $0.offset >= target }
    return batches[p].records.isEmpty ? .nothing : .records
  }

  mutating func takeSkipped() -> [String] {
    defer { skipped = [] }
    return skipped
  }

  /// Retention has taken what stands before `start`. While statistics are taught a lesson has been read before: they are learned anew then,
  /// by a start that sees that it is gone.
  private mutating func pass(_ p: Int, over start: Int64, _ engine: inout Engine) throws(RunFailure) {
    let failure = lost(reader.partitions[p], from: engine.nextOffset(p), to: start)
    guard !engine.isTeaching else {
      if skipsLost, !engine.needsTeaching(p) {
        gaps[p] = start
        return
      }
      throw RunFailure(
        .restart, "the statistics cannot be taught: \(failure.message)",
        remedy: "It starts again by itself, and learns them anew.")
    }
    guard skipsLost else { throw RunFailure(failure) }
    engine.skip(p, to: start)
    skipped.append("\(failure.message); they are skipped (on_lost_input)")
  }

  private func lost(_ partition: TopicPartition, from: Int64, to: Int64) -> LogFailure {
    LogFailure(
      .broken,
      "records of \(partition.topic)/\(partition.partition) from offset \(from) to \(to) are gone before they were read: retention has taken them",
      remedy:
        "Raise the retention of the topic. To go on without the lost records, run `forewarn state adopt --at-committed`, or set on_lost_input to skip."
    )
  }

  private mutating func standing(_ p: Int, wallMicros: Int64) -> Supply {
    let now = time.monotonicMicros
    let position = reader.position(p)
    if let targets { return position >= targets[p] ? .finished : .lagging }
    if let end = reader.freshEnd(p), now - end.askedAtMicros <= Self.freshMicros, position >= end.offset {
      laggingSince[p] = nil
      // What stands behind an open transaction is there: its silence is none.
      if let hidden = reader.standing(p).hidden, now - hidden.sinceMicros >= settings.maxWaitSeconds * 1_000_000 {
        return .leftOut
      }
      return .atEnd(askedAtMicros: wallMicros - (now - end.askedAtMicros))
    }
    let since = laggingSince[p] ?? now
    laggingSince[p] = since
    return now - since >= settings.maxWaitSeconds * 1_000_000 ? .leftOut : .lagging
  }

  /// The latest timestamp of a batch's last record that was read since this was asked, µs.
  mutating func takeNewestTimestamp() -> Int64? {
    defer { newestTimestamp = nil }
    return newestTimestamp
  }

  /// Whether every partition stands at its end, asked just now, with nothing buffered. One that gives no answer, or hides its records, and was
  /// left out for it, does not keep time from going on by the others.
  public func isAtEnd(_ engine: borrowing Engine) -> Bool {
    var oneIs = false
    for p in reader.partitions.indices {
      guard engine.isEmpty(p) else { return false }
      switch engine.supply(of: p) {
      case .atEnd, .finished: oneIs = true
      case .lagging: return false
      case .leftOut: if reader.standing(p) == PartitionStanding() { return false }
      }
    }
    return oneIs
  }

  public func isFinished(_ engine: borrowing Engine) -> Bool {
    reader.partitions.indices.allSatisfy { engine.isEmpty($0) && engine.supply(of: $0) == .finished }
  }
}

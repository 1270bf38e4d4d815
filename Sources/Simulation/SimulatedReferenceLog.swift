public import ForewarnCore
public import StreamRuntime
import Synchronization

/// Reference topics of the simulated broker, as one process reads them.
public final class SimulatedReferenceLog: ReferenceLog {
  public let partitions: [TopicPartition]
  private let broker: SimulatedBroker
  private let places: [Int]
  private var positions: [Int64] = []
  private var ended: Set<Int> = []
  private let reading = OneThread("the simulated reference log")

  init(broker: SimulatedBroker, places: [Int]) {
    self.broker = broker
    self.places = places
    partitions = places.map { broker.partitions[$0] }
  }

  public func start(at offsets: [Int64?]) throws(LogFailure) {
    reading.check()
    precondition(positions.isEmpty && offsets.count == partitions.count, "start is called once, with all places")
    positions = offsets.map { $0 ?? 0 }
  }

  public func poll() throws(LogFailure) -> [ReferenceRecord] {
    reading.check()
    var found: [ReferenceRecord] = []
    for (p, place) in places.enumerated() {
      let from = positions[p]
      let limit = Limits.referenceRecords - found.count
      let (isAtEnd, records) = broker.state.withLock { state in
        (state.isReachable && from >= state.logs[place].end, state.read(place, from: from, limit: limit))
      }
      if isAtEnd { ended.insert(p) }
      guard let last = records.last else { continue }
      positions[p] = last.offset + 1
      found += records.map {
        ReferenceRecord(
          partition: partitions[p], offset: $0.offset, timestampMicros: $0.timestampMicros, key: $0.key,
          value: $0.value)
      }
    }
    return found
  }

  public var isCaughtUp: Bool { ended.count == partitions.count }

  public func close(withinMillis: Int) {}
}

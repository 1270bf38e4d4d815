public import ForewarnCore

/// Recorded input through the engine, to its end and on to its last event time, nothing committed anywhere.
public struct OfflineRun {
  /// A record has at most two notices, so that none of them is lost.
  private static let recordsAtATime = Limits.notices / 2

  private let throughMicros: Int64

  /// - Parameter throughMicros: event time goes on to here, where it is later than the last event.
  public init(throughMicros: Int64 = .min) { self.throughMicros = throughMicros }

  /// Returns when the input ends. `take` gets every output in order, `notice` every record that did not count.
  public func run(
    _ engine: inout Engine, _ reader: any EventReader, targets: [Int64], time: any TimeSource,
    take: (Output) -> Void, notice: (Notice) -> Void
  ) throws(RunFailure) {
    do throws(LogFailure) {
      try reader.start(at: reader.partitions.map { _ in 0 })
    } catch {
      throw RunFailure(error)
    }
    var feeder = Feeder(reader: reader, time: time, settings: engine.settings.time, targets: targets)
    while true {
      switch engine.advance(maxRecords: Self.recordsAtATime) {
      case .exhausted(let p): _ = try feeder.refill(p, &engine)
      case .budget: break
      case .waiting:
        if try !feeder.refillAll(&engine), feeder.isFinished(engine) {
          if let last = engine.lastEventMicros { _ = engine.tick(toMicros: max(last, throughMicros)) }
          drain(&engine, take, notice)
          return
        }
      }
      drain(&engine, take, notice)
    }
  }

  private func drain(_ engine: inout Engine, _ take: (Output) -> Void, _ notice: (Notice) -> Void) {
    for output in engine.drainOutputs() { take(output) }
    for item in engine.takeNotices() { notice(item) }
  }
}

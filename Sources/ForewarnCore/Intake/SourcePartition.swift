/// One source partition and how its records are read.
public struct SourcePartition: Sendable {
  public var partition: TopicPartition
  public var decoder: DecoderSettings
  /// Whether pane time waits for it.
  public var holdsPaneTime: Bool

  public init(partition: TopicPartition, decoder: DecoderSettings, holdsPaneTime: Bool) {
    self.partition = partition
    self.decoder = decoder
    self.decoder.topic = partition.topic
    self.holdsPaneTime = holdsPaneTime
  }
}

/// How a partition with nothing buffered stands, as its reader knows.
public enum Supply: Sendable, Equatable {
  /// Not known yet, or its end is ahead: the others wait.
  case lagging
  /// It lagged longer than `max_wait`: left out of merge and pane time until it speaks.
  case leftOut
  /// It stands at its fresh end, which was asked at this moment of the wall clock, µs: it has nothing from before.
  case atEnd(askedAtMicros: Int64)
  /// Nothing will come any more (`--exit-at-end`, recorded input).
  case finished

  var blocksMerge: Bool { self == .lagging }

  /// How far pane time may go by a partition with nothing buffered, whether it has ever spoken or not; `Int64.min` = nowhere.
  func heldMicros(watermark own: Int64?, _ time: TimeSettings) -> Int64 {
    let own = own ?? .min
    switch self {
    case .lagging: return own
    case .atEnd(let asked):
      let (held, isFar) = asked.subtractingReportingOverflow(time.delayMicros + time.idleSeconds * 1_000_000)
      return isFar ? own : max(own, held)
    case .leftOut, .finished: return .max
    }
  }
}

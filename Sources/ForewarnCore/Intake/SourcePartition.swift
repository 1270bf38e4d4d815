/// One source partition and how its records are read.
public struct SourcePartition: Sendable {
  public var partition: TopicPartition
  public var decoder: DecoderSettings
  /// Whether pane time waits for it.
  public var holdsPaneTime: Bool

  public init(partition: TopicPartition, decoder: DecoderSettings, holdsPaneTime: Bool) {
    self.partition = partition
    self.decoder = decoder
    self.holdsPaneTime = holdsPaneTime
  }
}

/// How a partition with nothing buffered stands, as its reader knows.
public enum Supply: Sendable, Equatable {
  /// Not known yet, or its end is ahead: the others wait.
  case lagging
  /// It lagged longer than `max_wait`: left out of merge and pane time until it speaks.
  case leftOut
  /// It stands at its fresh end. A quiet one no longer holds pane time.
  case atEnd(quiet: Bool)
  /// Nothing will come any more (`--exit-at-end`, recorded input).
  case finished

  var blocksMerge: Bool { self == .lagging }

  var holdsPaneTime: Bool {
    switch self {
    case .lagging, .atEnd(quiet: false): true
    case .leftOut, .finished, .atEnd(quiet: true): false
    }
  }
}

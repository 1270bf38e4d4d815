/// Why an event is put aside though it could be read: time does not go by clocks that are wrong. The raw value names the reason in
/// metrics, logs and dead letters.
public enum Quarantine: String, CaseIterable, Sendable {
  /// Ahead of the record's clock and of the wall clock: the sender's clock is wrong.
  case future
  /// Ahead of the record's timestamp, though not of the wall clock: one of the two is wrong.
  case recordTimestamp = "record_timestamp"
  /// Far ahead of all that was read, while much is.
  case noRoom = "no_room"

  /// One sentence for a person: what was wrong, and what to do about it.
  public var explanation: String {
    switch self {
    case .future:
      "event time is more than time.max_future_seconds ahead of the record's timestamp and of the wall clock; set the sender's clock"
    case .recordTimestamp:
      "event time is more than time.max_future_seconds ahead of the record's own timestamp; one of the two is wrong"
    case .noRoom:
      "event time is far ahead of all others, and too many of such minutes wait already; set the sender's clock"
    }
  }
}

/// A control record as it is written, for whoever makes one.
public enum ControlText {
  /// Why a record would be refused, whatever the daemon knows of cases; nil when it would not.
  public static func rejection(of value: [UInt8]) -> ControlRejection? {
    let place = ControlPlace(partition: TopicPartition(topic: "control", partition: 0), offset: 0)
    do throws(ControlRejection) {
      _ = try ControlRecord(value, at: place, timestampMicros: 0)
      return nil
    } catch {
      return error
    }
  }

  /// The offset up to which a row of the book says that a partition of a control topic is applied; nil of any other row.
  public static func appliedOffset(_ partition: TopicPartition, _ row: StateRow) -> Int64? {
    guard row.key == ControlPositionRows.key(partition), let value = row.value else { return nil }
    return (try? RowReader.value(ControlPosition.self, from: value))?.nextOffset
  }

  /// Whether a row of the book says up to where some partition of a control topic is applied.
  public static func isAppliedOffset(_ row: StateRow) -> Bool { row.key.starts(with: ControlPositionRows.prefix) }
}

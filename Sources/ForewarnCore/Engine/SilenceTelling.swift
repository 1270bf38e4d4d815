/// A silence, a maintenance or an exclusion that is not over, as people are told of it.
public struct StandingSilence: Sendable, Equatable {
  public struct Matcher: Sendable, Equatable {
    /// The field of its control record.
    public var field: String
    public var value: Name

    public init(field: String, value: Name) {
      self.field = field
      self.value = value
    }
  }

  /// Of its control record: a later one of the same id takes its place.
  public var id: Name
  /// The kind of its control record.
  public var kind: String
  public var by: String
  public var comment: String
  /// Event time, µs since 1970.
  public var fromMicros: Int64
  public var untilMicros: Int64
  /// All of them have to match.
  public var matchers: [Matcher]

  public init(
    id: Name, kind: String, by: String, comment: String, fromMicros: Int64, untilMicros: Int64, matchers: [Matcher]
  ) {
    self.id = id
    self.kind = kind
    self.by = by
    self.comment = comment
    self.fromMicros = fromMicros
    self.untilMicros = untilMicros
    self.matchers = matchers
  }

  /// The value of a matcher, where it has one of this field.
  public subscript(field: String) -> Name? { matchers.first { $0.field == field }?.value }
}

extension Engine {
  /// Those that stand, by their ids.
  public var silences: [StandingSilence] {
    let silences = book.control.silences.sorted.map { StandingSilence($0.key, $0.value) }
    let exclusions = book.control.exclusions.sorted.map { StandingSilence($0.key, $0.value) }
    return (silences + exclusions).sorted { ($0.id, $0.kind) < ($1.id, $1.kind) }
  }
}

extension StandingSilence {
  fileprivate init(_ id: Name, _ silence: Silence) {
    let kind: any ControlOrder.Type = silence.occasion == .maintenance ? MaintenanceOrder.self : SilenceOrder.self
    self.init(
      id: id, kind: kind.name, by: silence.by, comment: silence.comment,
      // One that was taken back as it was said ends before it begins.
      fromMicros: min(silence.fromMicros, silence.untilMicros), untilMicros: silence.untilMicros,
      matchers: Self.matchers([
        ("instance", silence.instance), ("ci", silence.item), ("account", silence.account),
        ("offering", silence.offering), ("alert", silence.alert),
      ]))
  }

  fileprivate init(_ id: Name, _ exclusion: Exclusion) {
    self.init(
      id: id, kind: ExcludeOrder.name, by: exclusion.by, comment: exclusion.comment,
      fromMicros: exclusion.fromMicros, untilMicros: exclusion.untilMicros,
      matchers: Self.matchers([
        ("instance", exclusion.instance), ("ci", exclusion.item), ("account", exclusion.account),
        ("offering", exclusion.offering),
      ]))
  }

  private static func matchers(_ fields: [(String, Name?)]) -> [Matcher] {
    fields.compactMap { field, value in value.map { Matcher(field: field, value: $0) } }
  }
}

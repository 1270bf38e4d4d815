/// A kind of control records: how it is called, which fields it has, what it does. A new kind is a file and a line in `ControlKinds`.
public protocol ControlKind: Sendable {
  static var name: String { get }
  /// One sentence, for the schema and `forewarn ctl`.
  static var summary: String { get }
  /// Beside those that every kind has.
  static var fields: [RecordField] { get }
}

/// What the core asks of a kind, beside what everybody may know.
protocol ControlOrder: ControlKind {
  static func effect(of fields: RecordFields, by author: ControlAuthor) throws(ControlRejection) -> ControlEffect
}

/// All kinds, in the order in which they are shown.
public enum ControlKinds {
  static let all: [any ControlOrder.Type] = [
    SilenceOrder.self, MaintenanceOrder.self, CloseOrder.self, AcknowledgeOrder.self, FeedbackOrder.self,
    AffectedOrder.self, ExcludeOrder.self,
  ]

  public static var described: [any ControlKind.Type] { all }
}

/// One field of a kind of control records. The decoder, the schema in `deploy/contracts` and the options of `forewarn ctl` come from these.
public struct ControlField: Sendable {
  public enum Value: Sendable, Equatable {
    case text
    /// RFC 3339.
    case time
    case texts
    case choice([String])
  }

  public var name: String
  public var value: Value
  public var isRequired: Bool
  public var documentation: String

  init(_ name: String, _ value: Value, isRequired: Bool = false, _ documentation: String) {
    self.name = name
    self.value = value
    self.isRequired = isRequired
    self.documentation = documentation
  }

  /// Those of every kind, but for `kind` itself.
  public static let common = [
    ControlField("id", .text, "Names the record; a later one of the same id takes the place of a silence."),
    ControlField("by", .text, isRequired: true, "Who says so."),
    ControlField("time", .time, "When it was said; default: the record's timestamp."),
    ControlField("comment", .text, "Why, for people."),
  ]

  /// Of the kinds that are about a case.
  static let caseID = ControlField("case_id", .text, isRequired: true, "The case, as its events name it.")
}

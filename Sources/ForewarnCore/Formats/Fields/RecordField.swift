/// One field of a kind of records that people and programs write for us (control, install base). The decoder, the schemas in
/// `deploy/contracts` and the options of `forewarn ctl` come from these.
public struct RecordField: Sendable {
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
}

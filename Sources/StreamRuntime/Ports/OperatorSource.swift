public import ForewarnCore

/// What an operator may change while the daemon runs. Asked in every round, by the thread of the daemon's loop; never waits.
public protocol OperatorSource: AnyObject {
  /// What is other than it was when this was asked last; nil when nothing is.
  func poll() throws(LogFailure) -> OperatorChange?
}

public struct OperatorChange: Sendable {
  public enum Reload: Sendable {
    case applied, refused
  }

  /// nil = as they are.
  public var customers: CustomerModel?
  public var settings: Settings?
  /// For the log.
  public var sentence: String
  /// What became of a reload, where somebody asked for one.
  public var reload: Reload?

  public init(customers: CustomerModel?, settings: Settings?, sentence: String, reload: Reload? = nil) {
    self.customers = customers
    self.settings = settings
    self.sentence = sentence
    self.reload = reload
  }
}

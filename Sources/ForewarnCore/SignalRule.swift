/// What people say of a signal: which way is bad, how far it may go, what it speaks of. One that nobody speaks of may not stray either way.
public struct SignalRule: Sendable, Equatable {
  /// Which way is bad.
  public enum Direction: String, CaseIterable, Sendable {
    case up, down, both
  }

  /// The signal's name; `*` stands for any text.
  public var name: String { didSet { pattern = WordPattern(Name(name)) } }
  public var direction = Direction.both
  /// What is not to be reached, going that way.
  public var limit: Double?
  public var domain = Domain.other
  /// What it is a number of; empty = what its events say.
  public var unit = ""
  private(set) var pattern: WordPattern

  public init(name: String) {
    self.name = name
    pattern = WordPattern(Name(name))
  }
}

extension Settings {
  /// The first that a signal's name matches.
  func rule(ofSignal name: Name) -> SignalRule {
    signals.first { $0.pattern.matches(name) } ?? SignalRule(name: name.text)
  }
}

extension SignalRule {
  func isBad(falls: Bool) -> Bool { direction == .both || falls == (direction == .down) }

  /// A limit is one of the direction that is bad; where both are there is none.
  func isBeyond(_ value: Double) -> Bool {
    guard let limit else { return false }
    return switch direction {
    case .up: value >= limit
    case .down: value <= limit
    case .both: false
    }
  }
}

/// Somebody asks why no case of an instance opened at the end of a minute.
public struct Inquiry: Sendable, Equatable {
  let instance: Name
  let pane: Pane

  /// About the minute that a moment lies in.
  public init(instance: String, atMicros: Int64) {
    self.instance = Name(asInEvents: instance)
    pane = PaneTime.pane(of: atMicros)
  }
}

/// What the engine answers: what each rule saw at the end of that minute, and what cases made of it.
public struct Inspection: Sendable, Equatable {
  /// Whether there was anything to judge.
  public enum Ground: Sendable, Equatable {
    case judged
    /// Time passed the minute: nothing came of anybody, and no case was to be looked at.
    case nothingCame
    /// Records of the minute were lost: nothing is judged then.
    case partial
    /// No record had named the instance; those that had been named.
    case unknownInstance(known: [String])
  }

  /// What became of the cases of a kind.
  public struct Kind: Sendable, Equatable {
    public let kind: CaseKind
    /// The case that was open at the end of the minute, or opened then.
    public let openCase: String?
    /// What kept a case from opening, or says that one is open, for people; a sentence each.
    public let sentences: [String]
    /// Per mille.
    public let risk: Int
  }

  public let instance: String
  /// The minute's first moment.
  public let fromMicros: Int64
  public internal(set) var ground: Ground
  /// What kept the minute from being learned, for people; a sentence each.
  public internal(set) var exclusions: [String] = []
  public internal(set) var rules: [RuleSight] = []
  public internal(set) var kinds: [Kind] = []

  init(of inquiry: Inquiry, _ ground: Ground) {
    instance = inquiry.instance.text
    fromMicros = PaneTime.start(of: inquiry.pane)
    self.ground = ground
  }

  /// The rule that was nearest to open a case without doing so.
  public var nearest: RuleSight? {
    rules.filter { $0.closeness > 0 && $0.closeness < 1 }.max { $0.closeness < $1.closeness }
  }
}

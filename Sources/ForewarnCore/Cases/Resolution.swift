/// How and when an episode ended: by which fact.
struct Resolution: RowValue, Equatable {
  enum Reason: UInt8, RowEnum {
    /// The alerts behind it were resolved, the values are back in the band of the opening.
    case recovered
    /// An alert behind it was not heard of for long; nobody said that it ended.
    case expired
    /// A value has stayed out of its band for so long that it may be what is normal now: a question, not a success.
    case newNormal
    /// A person has closed it, or called it expected.
    case closedBy
    /// A person has said that it never was a problem.
    case declaredFalse
    /// The case of what is behind it takes its place.
    case superseded
    /// What is left of it is of a rule that the configuration has no more: nobody knows whether it is over.
    case ruleRemoved
    /// What was predicted has not come: somebody acted, and it turned in time.
    case prevented
    /// What was predicted has come, and is over.
    case cameTrue

    var name: String {
      switch self {
      case .recovered: "recovered"
      case .expired: "expired"
      case .newNormal: "new_normal"
      case .closedBy: "closed_by"
      case .declaredFalse: "false"
      case .superseded: "superseded"
      case .ruleRemoved: "rule_removed"
      case .prevented: "prevented"
      case .cameTrue: "came_true"
      }
    }

    /// What a ticket may claim: only what facts say is over is solved.
    var outcome: String {
      switch self {
      case .recovered, .prevented, .cameTrue: "solved"
      case .expired: "unknown"
      case .newNormal: "question"
      case .closedBy, .declaredFalse, .superseded, .ruleRemoved: "withdrawn"
      }
    }

    /// Every fact behind it is over.
    var isSolved: Bool { outcome == "solved" }

    /// What may be said of an episode: the least that is certain.
    init(of episode: Episode) {
      let states = episode.findings.map(\.standing.state)
      if states.contains(.lasting) {
        self = .newNormal
      } else if states.contains(.expired) {
        self = .expired
      } else if states.contains(.unwatched) {
        self = .ruleRemoved
      } else {
        self = episode.prediction?.resolution(of: episode) ?? .recovered
      }
    }
  }

  var reason = Reason.recovered
  var atMicros: Int64 = 0
  var pane: Pane = 0
  /// What the person said who ended it, or what took its place; nil when facts did.
  var word: String?
  /// The person who ended it; nil when facts did.
  var by: String?
  /// A person has ended it while facts held, which have not been over since: they open nothing again.
  var isHeldShut = false

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &reason)
    coder.field(2, &atMicros)
    coder.field(3, &pane)
    coder.field(4, &word)
    var held: Bool? = isHeldShut ? true : nil
    coder.field(5, &held)
    isHeldShut = held ?? false
    coder.field(6, &by)
  }
}

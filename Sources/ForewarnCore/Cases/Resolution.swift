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

    var name: String {
      switch self {
      case .recovered: "recovered"
      case .expired: "expired"
      case .newNormal: "new_normal"
      case .closedBy: "closed_by"
      case .declaredFalse: "false"
      case .superseded: "superseded"
      }
    }

    /// What a ticket may claim: only what recovered is solved.
    var outcome: String {
      switch self {
      case .recovered: "solved"
      case .expired: "unknown"
      case .newNormal: "question"
      case .closedBy, .declaredFalse, .superseded: "withdrawn"
      }
    }

    /// What may be said of an episode that rests on these: the least that is certain.
    init(_ findings: [Finding]) {
      let states = findings.map(\.standing.state)
      self = states.contains(.lasting) ? .newNormal : states.contains(.expired) ? .expired : .recovered
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

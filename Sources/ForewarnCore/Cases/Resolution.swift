/// How and when an episode ended: by which fact.
struct Resolution: RowValue, Equatable {
  enum Reason: UInt8, RowEnum {
    /// The alerts behind it were resolved, the values are back in the band of the opening.
    case recovered
    /// An alert behind it was not heard of for long; nobody said that it ended.
    case expired
    /// A value has stayed out of its band for so long that it may be what is normal now: a question, not a success.
    case newNormal

    var name: String {
      switch self {
      case .recovered: "recovered"
      case .expired: "expired"
      case .newNormal: "new_normal"
      }
    }

    /// What a ticket may claim: only what recovered is solved.
    var outcome: String {
      switch self {
      case .recovered: "solved"
      case .expired: "unknown"
      case .newNormal: "question"
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

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &reason)
    coder.field(2, &atMicros)
    coder.field(3, &pane)
  }
}

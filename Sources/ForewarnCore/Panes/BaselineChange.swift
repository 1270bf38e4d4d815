/// What of a series is normal, as far as a case may hold it.
enum Baseline: UInt8, RowEnum {
  /// Response time and errors of a transaction.
  case transaction
  /// How often an alert type comes.
  case alertRate
  /// How much an instance is used.
  case usage
  /// How all transactions of an instance do.
  case latency
  /// How many alerts of all kinds an instance has.
  case alertTotal
  /// What a signal is.
  case signal
}

/// A word of a decision about a baseline, by names. The pane's row in the book keeps it, so that who is taught learns from the same panes.
struct BaselineChange: RowValue, Equatable {
  enum Turn: UInt8, RowEnum {
    /// A case is about it: what comes is not learned as normal.
    case hold
    /// It was an episode: learning goes on from what was normal before.
    case resume
    /// It is the new normal: the shadow takes the baseline's place.
    case adopt
  }

  var instance: Name = ""
  var baseline = Baseline.transaction
  /// The transaction, alert type or signal.
  var subject: Name = ""
  var turn = Turn.hold

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &instance)
    coder.field(2, &baseline)
    coder.field(3, &subject)
    coder.field(4, &turn)
  }
}

extension Statistics {
  /// From the pane after `pane` on. A series that these statistics do not know has nothing to hold.
  mutating func apply(_ changes: [BaselineChange], at pane: Pane, _ settings: TransactionSettings) {
    precondition(lastClosed == pane, "what a decision says of baselines holds from the next pane on")
    for change in changes {
      guard let instance = instance(change.instance) else { continue }
      switch change.baseline {
      case .transaction:
        if let id = series(change.subject, .transaction, of: instance) { transactions.turn(change.turn, id) }
      case .alertRate:
        if let id = series(change.subject, .alert, of: instance) { alerts.turn(change.turn, id, at: pane) }
      case .usage: learned.usage.turn(change.turn, instance, settings)
      case .latency: turnLatency(change.turn, instance)
      case .signal:
        if let id = series(change.subject, .signal, of: instance) { signals.turn(change.turn, id) }
      case .alertTotal: learned.alertTotals.turn(change.turn, instance, at: pane)
      }
    }
  }
}

/// What one series had in one pane, as it was counted.
public struct SummedCell: Sendable, Equatable {
  public enum Kind: UInt8, Sendable {
    case transaction, alert, signal
  }

  public var kind: Kind
  /// Minutes since 1970.
  public var minute: Int32
  public var instance: Name
  /// The transaction, the alert type or the signal.
  public var subject: Name
  /// Requests, alerts that fired, or values.
  public var count: Int64
  /// Requests that failed, and the time that all of them took, µs.
  public var errors: Int64 = 0
  public var sumMicros: Int64 = 0
  /// Mean of a signal's values.
  public var mean = 0.0
}

/// Keeps the cells of closed panes, while somebody asks for them.
struct CellRecounter {
  var isAsked = false
  private var cells: [SummedCell] = []

  mutating func take() -> [SummedCell] {
    defer { cells = [] }
    return cells
  }

  mutating func add(_ closed: ClosedPane, _ statistics: borrowing Statistics) {
    guard isAsked else { return }
    for transaction in closed.transactions {
      assert(transaction.cell.errors <= transaction.cell.count, "requests that fail are requests")
      cells.append(
        SummedCell(
          kind: .transaction, minute: closed.pane, instance: statistics.name(ofInstance: transaction.instance),
          subject: statistics.names.name(statistics.transactions.series[transaction.series].name),
          count: Int64(transaction.cell.count), errors: Int64(transaction.cell.errors),
          sumMicros: transaction.cell.sumMicros))
    }
    for signal in closed.signals {
      cells.append(
        SummedCell(
          kind: .signal, minute: closed.pane, instance: statistics.name(ofInstance: signal.instance),
          subject: statistics.names.name(statistics.signals.series[signal.series].name), count: Int64(signal.count),
          mean: signal.value))
    }
    for alert in closed.alerts {
      cells.append(
        SummedCell(
          kind: .alert, minute: closed.pane, instance: statistics.name(ofInstance: alert.instance),
          subject: statistics.names.name(statistics.alerts.series[alert.series].name),
          count: Int64(alert.cell.firing)))
    }
  }
}

/// Closing a pane: its cells leave, baselines learn, and what it held is returned as values.
extension Statistics {
  /// Alerts that were over for long make room so often.
  private static let forgetEveryPanes: Pane = 60

  /// Closes the pane after the last closed one. A partial pane lost records: its cells leave and teach nothing.
  mutating func close(_ pane: Pane, isPartial: Bool, isBlind: Bool, _ settings: Settings, into closed: inout ClosedPane)
  {
    precondition(pane == lastClosed + 1, "panes close one after the other")
    closed.begin(pane, isPartial: isPartial, isBlind: isBlind, learned.excluded)
    defer {
      assert(closed.learned.usage.isEmpty || !(isPartial || isBlind), "what was not seen whole says nothing of usage")
      lastClosed = pane
      if pane % Self.forgetEveryPanes == 0 {
        registers.forget(before: PaneTime.end(of: pane) - 2 * settings.alerts.staleAfterMicros)
      }
      instances.clearLoad()
    }
    settleAlerts(of: pane, into: &closed)
    guard let open = openPanes.take(pane) else {
      if !isPartial { learn(from: &closed, settings) }
      return
    }
    if isPartial {
      transactions.drop(open)
      alerts.drop(open)
      signals.drop(open)
    } else {
      closeTransactions(open, settings.transactions, &closed)
      closeAlerts(open, settings.alerts, &closed)
      closeSignals(open, settings, &closed)
      learn(from: &closed, settings)
      if pane % Self.reviewEveryPanes == 0, !closed.transactions.isEmpty { reviewTopTransactions(closed, settings) }
    }
    openPanes.recycle(open)
  }

  /// What the pane says of alerts is known from now on.
  private mutating func settleAlerts(of pane: Pane, into closed: inout ClosedPane) {
    let now = PaneTime.end(of: pane)
    for told in openAlerts.take(through: pane) {
      guard let (before, after) = registers.merge(told),
        before.isFiring(atMicros: now) != after.isFiring(atMicros: now) || before.endMicros != after.endMicros
      else { continue }
      closed.turned.append(alerts.series[Int(told.series)].instance)
    }
  }

  /// The cells of panes that time has passed, who knows why, leave and teach nothing: events that are counted here were not counted there.
  mutating func drop(through pane: Pane) {
    for told in openAlerts.take(through: pane) { registers.merge(told) }
    while openPanes.first <= pane, let open = openPanes.take(openPanes.first) {
      transactions.drop(open)
      alerts.drop(open)
      signals.drop(open)
      openPanes.recycle(open)
    }
  }

  /// Time passes panes in which nothing was and nobody is watched.
  mutating func pass(through pane: Pane) {
    precondition(pane > lastClosed && openPanes.first > pane, "a pane with events is closed, not passed over")
    lastClosed = pane
  }
}

import RollingStatistics

/// What would be the rates of an alert type were it what has been since they are held: learned anew.
struct AlertShadow: HeldShadow {
  static let section = SectionKind(name: "held_alerts", version: 1, stride: 80)

  var series: Int32
  var rates: AlertRates
}

extension AlertTable {
  /// A pane in which so many fired is learned by the shadow; the rates only see it.
  mutating func learnInShadow(_ place: Int, _ count: Int, _ pane: Pane, isExcluded: Bool) {
    held[place].rates.see(count, pane)
    if !isExcluded {
      held[place].rates.catchUp(before: pane)
      held[place].rates.learn(count, pane)
    }
    if let kept = minutes.place(of: Int(held[place].series)) { minutes[kept].minutes.push(Double(count), pane) }
  }

  mutating func turn(_ turn: BaselineChange.Turn, _ id: Int, at pane: Pane) {
    switch turn {
    case .hold:
      held.hold(AlertShadow(series: Int32(id), rates: AlertRates(silentSince: pane + 1)))
      minutes.hold(AlertMinutes(of: id, rates[id], at: pane))
      return
    case .resume: if held.release(id) != nil { rates[id].resume(after: pane) }
    case .adopt: if let shadow = held.release(id), !shadow.rates.paneRate.isQuiet { rates[id] = shadow.rates }
    }
    _ = minutes.release(id)
  }

  /// Panes without an alert up to the last closed one are learned before nothing is.
  mutating func settle(_ id: Int, through pane: Pane) {
    if let place = held.place(of: id) {
      held[place].rates.catchUp(before: pane + 1)
    } else {
      rates[id].catchUp(before: pane + 1)
    }
  }

  /// Nothing was learned of it until now. A type that had never fired before still has not.
  mutating func resume(_ id: Int, after pane: Pane) {
    if let place = held.place(of: id) { held[place].rates.resume(after: pane) }
    rates[id].resume(after: pane)
    if rates[id].paneRate.isQuiet { rates[id].forgetSights() }
  }
}

extension AlertRates {
  /// What fired while they were held is not in them, and neither is the silence between.
  mutating func resume(after pane: Pane) {
    taughtPane = max(taughtPane, pane)
    block = taughtPane / Int32(Self.windowPanes)
    blockCount = 0
    assert(taughtPane >= pane, "learning goes on behind what was held")
  }

  mutating func forgetSights() {
    recentCounts = .init(repeating: 0)
    recentPanes = .init(repeating: .min)
  }
}

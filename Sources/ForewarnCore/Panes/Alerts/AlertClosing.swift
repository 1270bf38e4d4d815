import RollingStatistics

/// What a closed pane teaches about alerts.
extension Statistics {
  mutating func closeAlerts(_ open: borrowing OpenPane, _ settings: AlertSettings, _ closed: inout ClosedPane) {
    for id in open.alerts.lazy.map(Int.init) {
      let cell = alerts.takeCell(id, of: open)
      let instance = Int(alerts.series[id].instance)
      closed.alerted.append(Int32(instance))
      instances.meet(instance, open.pane)
      guard cell.firing > 0 else { continue }
      let isNew = alerts.rates[id].hasNeverFired
      let age = Int64(open.pane) - Int64(instances.series[instance].firstPane)
      let shadow = alerts.held.place(of: id)
      let isExcluded = closed.excluded.holds(instance)
      alerts.rates[id].see(Int(cell.firing), open.pane)
      if shadow == nil, !isExcluded { alerts.rates[id].catchUp(before: open.pane) }
      var alert = AlertPane(
        series: id, instance: instance, domain: alerts.series[id].domain, cell: cell,
        windowCount: alerts.rates[id].windowCount(endingWith: open.pane),
        windowPanes: alerts.rates[id].windowPanes(endingWith: open.pane), paneRate: alerts.rates[id].paneRate,
        blockRate: alerts.rates[id].blockRate, agePanes: age, isNew: isNew)
      // The first alerts of an instance are all new, and none of them is news.
      alert.isNew = isNew && age >= Int64(settings.noveltyAfterPanes)
      alert.indicator = settings.indicator(named: names.name(alerts.series[id].name))
      if let shadow {
        alerts.learnInShadow(shadow, Int(cell.firing), open.pane, isExcluded: isExcluded)
      } else if !isExcluded {
        alerts.rates[id].learn(Int(cell.firing), open.pane)
      }
      closed.alerts.append(alert)
    }
  }
}

extension AlertRates {
  /// Brings the window up to this pane.
  mutating func see(_ count: Int, _ pane: Pane) {
    let at = Self.place(of: pane)
    recentCounts[at] = UInt32(clamping: count)
    recentPanes[at] = pane
  }

  /// Brings the rates up to the pane before: nothing fired since they were taught.
  mutating func catchUp(before pane: Pane) {
    let gap = Int(Int64(pane) - 1 - Int64(taughtPane))
    if gap > 0 {
      paneRate.skip(panes: gap)
      taughtPane = pane - 1
    }
    let newBlock = pane / Int32(Self.windowPanes)
    if newBlock > block {
      if blockCount > 0 {
        blockRate.update(Int(blockCount))
        blockRate.skip(panes: Int(newBlock - block) - 1)
      } else {
        blockRate.skip(panes: Int(newBlock - block))
      }
      block = newBlock
      blockCount = 0
    }
  }

  mutating func learn(_ count: Int, _ pane: Pane) {
    assert(count > 0, "a pane in which nothing fired is skipped, not learned")
    paneRate.update(count)
    taughtPane = pane
    blockCount = blockCount.addingSaturating(Int32(clamping: count))
  }
}

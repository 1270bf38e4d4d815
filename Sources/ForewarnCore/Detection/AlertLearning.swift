import RollingStatistics

/// What a closed pane teaches about alerts, and what it shows.
extension Statistics {
  /// Fewer alerts than this are no burst, however rare they are.
  private static let leastBurst = 5
  private static let dayPanes = 1_440.0

  mutating func closeAlerts(_ open: OpenPane, _ settings: AlertSettings, findings: inout [InstanceFinding]) {
    let slot = Int(open.pane & 3)
    for id in open.alerts.lazy.map(Int.init) {
      var cell = alerts[id].cells[slot]
      if let aside = open.alertsAside[Int32(id)] { cell.merge(aside) }
      alerts[id].cells[slot] = AlertCell()
      guard cell.firing > 0 else { continue }
      let isNew = hasNeverFired(id)
      let instance = Int(alerts[id].instance)
      let age = Int64(open.pane) - Int64(instances[instance].firstPane)
      let severity = Severity(rawValue: UInt8(truncatingIfNeeded: cell.worst)) ?? .warning
      if isNew, age >= Int64(settings.noveltyAfterPanes) { noteNovelty(id, of: instance, open.pane) }
      catchUp(id, Int(cell.firing), open.pane)
      // Judged against what was usual before this pane, then learned.
      defer { teach(id, Int(cell.firing), open.pane) }
      guard age >= Int64(settings.warmUpPanes) else { continue }
      if let finding = burst(id, Int(cell.firing), severity, open.pane, needed: Self.surpriseNeeded(age, settings)) {
        findings.append(InstanceFinding(instance: instance, finding: finding))
      }
      if isNew, age >= Int64(settings.noveltyAfterPanes) {
        findings.append(InstanceFinding(instance: instance, finding: novelty(id, of: instance, severity, open.pane)))
      }
    }
  }

  /// After a day of history a burst needs the surprise that is configured; after less, more: what is rare in two hours may be
  /// what every morning brings.
  private static func surpriseNeeded(_ agePanes: Int64, _ settings: AlertSettings) -> Double {
    settings.burstSurprise * (dayPanes / min(max(Double(agePanes), 1), dayPanes)).squareRoot().squareRoot()
  }

  private func hasNeverFired(_ id: Int) -> Bool {
    for i in 0..<AlertSeries.windowPanes where alerts[id].recentPanes[i] != .min { return false }
    return true
  }

  /// Brings the rates up to the pane before, and the window up to this one.
  private mutating func catchUp(_ id: Int, _ count: Int, _ pane: Pane) {
    let gap = Int(Int64(pane) - 1 - Int64(alerts[id].taughtPane))
    if gap > 0 {
      alerts[id].paneRate.skip(panes: gap)
      alerts[id].taughtPane = pane - 1
    }
    let block = pane / Int32(AlertSeries.windowPanes)
    if block > alerts[id].block {
      if alerts[id].blockCount > 0 {
        alerts[id].blockRate.update(Int(alerts[id].blockCount))
        alerts[id].blockRate.skip(panes: Int(block - alerts[id].block) - 1)
      } else {
        alerts[id].blockRate.skip(panes: Int(block - alerts[id].block))
      }
      alerts[id].block = block
      alerts[id].blockCount = 0
    }
    let at = Int(((pane % 5) + 5) % 5)
    alerts[id].recentCounts[at] = UInt32(clamping: count)
    alerts[id].recentPanes[at] = pane
  }

  private mutating func teach(_ id: Int, _ count: Int, _ pane: Pane) {
    alerts[id].paneRate.update(count)
    alerts[id].taughtPane = pane
    alerts[id].blockCount = alerts[id].blockCount.addingSaturating(Int32(clamping: count))
  }

  private func burst(
    _ id: Int, _ count: Int, _ severity: Severity, _ pane: Pane, needed: Double
  ) -> Finding? {
    let window = alerts[id].windowCount(endingWith: pane)
    let inPane = count >= Self.leastBurst ? alerts[id].paneRate.surprise(of: count) : 0
    let inWindow = window >= Self.leastBurst ? alerts[id].blockRate.surprise(of: window) : 0
    let surprise = max(inPane, inWindow)
    guard surprise >= needed else { return nil }
    var finding = describe(alert: id, severity, pane, code: .indicatorBurst)
    finding.score = Strength.burst(surprise: surprise, threshold: needed, severity: severity)
    finding.statistic = surprise
    finding.observed = Double(window)
    finding.expected = alerts[id].blockRate.mean
    finding.count = Int64(window)
    return finding
  }

  private mutating func noteNovelty(_ id: Int, of instance: Int, _ pane: Pane) {
    for i in stride(from: 2, to: 0, by: -1) {
      instances[instance].novelPanes[i] = instances[instance].novelPanes[i - 1]
      instances[instance].novelSeries[i] = instances[instance].novelSeries[i - 1]
    }
    instances[instance].novelPanes[0] = pane
    instances[instance].novelSeries[0] = Int32(id)
  }

  private func novelty(_ id: Int, of instance: Int, _ severity: Severity, _ pane: Pane) -> Finding {
    var types = 0
    for i in 0..<3 where instances[instance].novelPanes[i] > pane - Int32(AlertSeries.windowPanes) { types += 1 }
    var finding = describe(alert: id, severity, pane, code: .novelAlerts)
    finding.score = Strength.novelty(types: types, severity: severity)
    finding.statistic = Double(types)
    finding.observed = Double(types)
    return finding
  }

  func describe(alert id: Int, _ severity: Severity, _ pane: Pane, code: ReasonCode) -> Finding {
    var finding = Finding()
    finding.code = code
    finding.domain = RiskDomain(rawValue: UInt8(truncatingIfNeeded: alerts[id].domain)) ?? .other
    finding.subject = names.text(alerts[id].name)
    finding.pane = pane
    finding.severity = severity
    finding.count = Int64(alerts[id].windowCount(endingWith: pane))
    finding.summary = names.text(alerts[id].summary)
    for i in 0..<AlertSeries.rememberedItems where alerts[id].items[i] >= 0 {
      finding.items.append(names.text(items[Int(alerts[id].items[i])]))
    }
    return finding
  }
}

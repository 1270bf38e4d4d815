/// How much an instance is used, and when it suddenly is not: a drop that the last hour and the last day agree on.
extension Statistics {
  private static let panesToEstablish: Int32 = 120
  /// After half a day at the lower level, that is the level.
  private static let panesToAccept: Int32 = 720

  /// Whether silence of this instance would be news.
  func isUsageEstablished(_ instance: Int, _ settings: TransactionSettings) -> Bool {
    instances[instance].usage.panes >= Self.panesToEstablish
      && Double(instances[instance].usage.hour) >= settings.usageMinPerPane
  }

  /// Learns one pane of usage, 0 requests included; returns a finding when a drop persists.
  mutating func closeUsage(_ instance: Int, _ pane: Pane, _ settings: TransactionSettings) -> InstanceFinding? {
    let slot = Int(pane & 3)
    let requests = Double(instances[instance].requests[slot])
    instances[instance].requests[slot] = 0
    var usage = instances[instance].usage
    defer { instances[instance].usage = usage }
    let usual = Double(min(usage.hour, usage.day))
    if isUsageEstablished(instance, settings), requests < usual * settings.usageDropShare {
      if usage.lowPanes == 0 { usage.before = Float(usual) }
      usage.lowPanes += 1
    } else {
      usage.lowPanes = 0
    }
    if usage.lowPanes >= Self.panesToAccept {
      usage = UsageLevel(hour: Float(requests), day: Float(requests), panes: Self.panesToEstablish)
      return nil
    }
    guard usage.lowPanes > 0 else {
      usage.panes = usage.panes.addingSaturating(1)
      let seen = Float(usage.panes)
      usage.hour += max(1.0 / 60, 1 / seen) * (Float(requests) - usage.hour)
      usage.day += max(1.0 / 1_440, 1 / seen) * (Float(requests) - usage.day)
      return nil
    }
    guard Int(usage.lowPanes) >= settings.usageDropPanes else { return nil }
    var finding = Finding()
    finding.code = .usageDrop
    finding.domain = .usage
    finding.subject = "requests"
    finding.pane = pane
    finding.score = Strength.usageDrop
    finding.observed = requests
    finding.expected = Double(usage.before)
    finding.count = Int64(usage.lowPanes)
    finding.statistic = usage.before > 0 ? requests / Double(usage.before) : 0
    finding.severity = requests == 0 ? .major : .minor
    return InstanceFinding(instance: instance, finding: finding)
  }
}

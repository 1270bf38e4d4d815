import RollingStatistics

/// What the rules about types of alerts saw.
extension RuleProbe {
  func alertSights(_ closed: borrowing ClosedPane, _ statistics: borrowing Statistics) -> [RuleSight] {
    let own = closed.alerts.filter { $0.instance == instance }
    guard !own.isEmpty else {
      return [ReasonCode.immediateAlert, .indicatorBurst, .novelAlerts, .earlyIndicator].map {
        RuleSight($0, .silent, "no alert fired in this minute")
      }
    }
    var sights: [RuleSight] = []
    for alert in own {
      let name = statistics.names.name(statistics.alerts.series[alert.series].name)
      sights += [burst(alert, name), novelty(alert, name), indicator(alert, name)]
      sights.append(immediate(alert, name))
    }
    return sights
  }

  /// Told at once, before its minute ends: here is only seen why it was not.
  private func immediate(_ alert: AlertPane, _ name: Name) -> RuleSight {
    let least = settings.alerts.immediateSeverity
    guard alert.severity >= least else {
      return RuleSight(
        .immediateAlert, name, .below, "\(name) is \(alert.severity.name); \(least.name) opens a case at once")
    }
    guard isImmediate else {
      return RuleSight(
        .immediateAlert, name, .below,
        "\(name) is \(alert.severity.name), but the environment is none of alerts.immediate_environments")
    }
    return RuleSight(.immediateAlert, name, .spoke, "\(name) is \(alert.severity.name), which opens a case at once")
      .close(by: 1)
  }

  private func burst(_ alert: AlertPane, _ name: Name) -> RuleSight {
    let age = settings.alerts.warmUpPanes
    guard alert.agePanes >= Int64(age) else {
      return RuleSight(
        .indicatorBurst, name, .learning,
        "\(name) fired \(alert.windowCount)× in 5 minutes; the instance is known for \(alert.agePanes) of the \(age) minutes after which that is judged"
      )
    }
    let seen =
      "\(name) fired \(alert.windowCount)× in 5 minutes, usually \(Words.count(alert.blockRate.mean))"
    if let finding = finding(.indicatorBurst, alert: alert.series) { return spoke(finding, name, seen) }
    let told = BurstDetector.surpriseNeeded(alert.agePanes, settings.alerts)
    let isLasting = alert.windowPanes >= BurstDetector.lastingPanes
    // Strength rises with the surprise, from what it is at the threshold.
    let one = Strength.burst(surprise: told, threshold: told, severity: alert.severity, isLasting: isLasting)
    let most = Strength.burst(surprise: .infinity, threshold: told, severity: alert.severity, isLasting: isLasting)
    let wanted = needed[Int(RiskDomain(alert.domain).rawValue)]
    let opens = wanted <= most ? told * max(wanted / one, 1) : nil
    let count = Self.count(alert.blockRate, reaching: opens ?? told)
    assert(one > 0 && most >= one, "a burst has a strength, and a larger one no less")
    let asks = Self.asks("\(Self.count(alert.blockRate, reaching: told))×", opens.map { _ in "\(count)×" })
    return RuleSight(.indicatorBurst, name, .below, "\(seen); \(asks)")
      .close(by: opens == nil ? 0 : min(Double(alert.windowCount) / Double(count), 0.999))
  }

  /// The least count of a window that is so surprising.
  private static func count(_ rate: CountRate, reaching surprise: Double) -> Int {
    var (low, high) = (BurstDetector.leastBurst - 1, BurstDetector.leastBurst)
    while rate.surprise(of: high) < surprise, high < 1 << 24 { (low, high) = (high, high * 2) }
    while high - low > 1 {
      let middle = (low + high) / 2
      if rate.surprise(of: middle) < surprise { low = middle } else { high = middle }
    }
    return high
  }

  private func novelty(_ alert: AlertPane, _ name: Name) -> RuleSight {
    if let finding = finding(.novelAlerts, alert: alert.series) {
      return spoke(finding, name, "\(name) is new, with \(alert.newTypes) new types in all")
    }
    let age = max(settings.alerts.noveltyAfterPanes, settings.alerts.warmUpPanes)
    guard alert.agePanes >= Int64(age) else {
      return RuleSight(
        .novelAlerts, name, .learning,
        "the instance is known for \(alert.agePanes) of the \(age) minutes after which new types are news")
    }
    return RuleSight(.novelAlerts, name, .below, "\(name) has fired here before, or is rolled out to many")
  }

  private func indicator(_ alert: AlertPane, _ name: Name) -> RuleSight {
    if let finding = finding(.earlyIndicator, alert: alert.series) {
      return spoke(finding, name, "\(name) warns of an incident with a weight of \(Words.percent(finding.statistic))")
    }
    return RuleSight(.earlyIndicator, name, .below, "\(name) is none of alerts.indicators")
  }
}

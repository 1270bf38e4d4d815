/// Why something is a finding, as it is stored. A new one is a case here, and a file of its own that describes it.
enum ReasonCode: UInt8, CaseIterable {
  case immediateAlert, indicatorBurst, novelAlerts
  case latencyAnomaly, latencyTrend, errorShare, usageDrop
  case latencyOverall, latencyTail, errorOverall, usageSurge, alertFlood
  case earlyIndicator
  case signalShift, signalTrend, signalLimit

  var reason: any Reason.Type {
    switch self {
    case .immediateAlert: ImmediateAlert.self
    case .indicatorBurst: IndicatorBurst.self
    case .novelAlerts: NovelAlerts.self
    case .latencyAnomaly: LatencyAnomaly.self
    case .latencyTrend: LatencyTrend.self
    case .errorShare: ErrorShare.self
    case .usageDrop: UsageDrop.self
    case .latencyOverall: LatencyOverall.self
    case .latencyTail: LatencyTail.self
    case .errorOverall: ErrorOverall.self
    case .usageSurge: UsageSurge.self
    case .alertFlood: AlertFlood.self
    case .earlyIndicator: EarlyIndicatorSeen.self
    case .signalShift: SignalShift.self
    case .signalTrend: SignalForecast.self
    case .signalLimit: SignalLimit.self
    }
  }

  var name: String { reason.name }
}

extension ReasonCode: RowEnum {}

extension RuleSettings {
  func disables(_ code: ReasonCode) -> Bool {
    !disabled.isEmpty && (disabled.contains(code.name) || disabled.contains(code.reason.model.name))
  }
}

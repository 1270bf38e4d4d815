/// Why something is a finding, as it is stored. A new one is a case here, and a file of its own that describes it.
enum ReasonCode: UInt8, CaseIterable {
  case immediateAlert, indicatorBurst, novelAlerts
  case latencyAnomaly, latencyTrend, errorShare, usageDrop

  var reason: any Reason.Type {
    switch self {
    case .immediateAlert: ImmediateAlert.self
    case .indicatorBurst: IndicatorBurst.self
    case .novelAlerts: NovelAlerts.self
    case .latencyAnomaly: LatencyAnomaly.self
    case .latencyTrend: LatencyTrend.self
    case .errorShare: ErrorShare.self
    case .usageDrop: UsageDrop.self
    }
  }

  var name: String { reason.name }
}

extension ReasonCode: RowEnum {}

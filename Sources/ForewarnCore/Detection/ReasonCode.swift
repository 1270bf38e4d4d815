/// Which of the two models a reason comes from.
enum Model: UInt8, CaseIterable {
  case predictivePerformanceAlerting, topTransactionTrending

  var name: String {
    switch self {
    case .predictivePerformanceAlerting: "predictive-performance-alerting"
    case .topTransactionTrending: "top-transaction-trending"
    }
  }
}

enum ReasonCode: UInt8, CaseIterable {
  case immediateAlert, indicatorBurst, novelAlerts
  case latencyAnomaly, latencyTrend, errorShare, usageDrop

  var name: String {
    switch self {
    case .immediateAlert: "immediate_alert"
    case .indicatorBurst: "indicator_burst"
    case .novelAlerts: "novel_alerts"
    case .latencyAnomaly: "latency_anomaly"
    case .latencyTrend: "latency_trend"
    case .errorShare: "error_share"
    case .usageDrop: "usage_drop"
    }
  }

  var model: Model {
    switch self {
    case .immediateAlert, .indicatorBurst, .novelAlerts: .predictivePerformanceAlerting
    case .latencyAnomaly, .latencyTrend, .errorShare, .usageDrop: .topTransactionTrending
    }
  }
}

extension ReasonCode: RowEnum {}

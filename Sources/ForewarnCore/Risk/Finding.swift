/// What part of an instance a finding speaks of: the domains of alerts, and what transactions show.
enum RiskDomain: UInt8, CaseIterable {
  case network, capacity, database, application, other
  case response, usage

  init(_ domain: Domain) { self = RiskDomain(rawValue: domain.rawValue) ?? .other }

  var name: String {
    switch self {
    case .network: "network"
    case .capacity: "capacity"
    case .database: "database"
    case .application: "application"
    case .other: "other"
    case .response: "response"
    case .usage: "usage"
    }
  }
}

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

  var kind: CaseKind { self == .usageDrop ? .usage : .performance }
}

/// One rule's verdict at one pane, with the numbers that it used: enough to apply the rule again.
struct Finding: RowValue, Equatable {
  var code = ReasonCode.latencyAnomaly
  var domain = RiskDomain.response
  /// The transaction or alert type.
  var subject = ""
  /// Strength, 0 … 6, in the units of the risk formula before its weight.
  var score = 0.0
  var pane: Pane = 0
  var severity = Severity.warning
  /// What was seen and what was normal: µs for response times, counts for alerts and requests, shares for errors.
  var observed = 0.0
  var expected = 0.0
  /// Events behind `observed`.
  var count: Int64 = 0
  /// The operator's own score (contextual score, −log10 of the tail probability).
  var statistic = 0.0
  /// Share of the instance's load, 0 … 1.
  var loadShare = 0.0
  var p90Micros = 0.0
  var p99Micros = 0.0
  var summary = ""
  var items: [String] = []
  var trend: TrendEvidence?

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.value(&code)
    coder.value(&domain)
    coder.value(&subject)
    coder.value(&score)
    coder.value(&pane)
    coder.value(&severity)
    coder.value(&observed)
    coder.value(&expected)
    coder.value(&count)
    coder.value(&statistic)
    coder.value(&loadShare)
    coder.value(&p90Micros)
    coder.value(&p99Micros)
    coder.value(&summary)
    coder.value(&items)
    coder.value(&trend)
  }
}

/// A significant slope and the time that is left. Times to the limit are bounds, never a single promise.
struct TrendEvidence: RowValue, Equatable {
  /// µs of response time an hour, with its 95 % bounds.
  var slopePerHour = 0.0
  var slopeLow = 0.0
  var slopeHigh = 0.0
  var pValue = 1.0
  var panes = 0
  /// Fitted response time at the end of the window, µs.
  var levelMicros = 0.0
  var limitMicros = 0.0
  var hoursLow = 0.0
  var hoursMid = 0.0
  var hoursHigh = 0.0

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.value(&slopePerHour)
    coder.value(&slopeLow)
    coder.value(&slopeHigh)
    coder.value(&pValue)
    coder.value(&panes)
    coder.value(&levelMicros)
    coder.value(&limitMicros)
    coder.value(&hoursLow)
    coder.value(&hoursMid)
    coder.value(&hoursHigh)
  }
}

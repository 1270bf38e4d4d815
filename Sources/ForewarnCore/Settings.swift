/// What an operator may set of the core, with the defaults of production. The configuration file maps onto it, name by name
/// (`time.delay_seconds` is `time.delaySeconds`).
public struct Settings: Sendable, Equatable {
  /// The CloudEvents source of what is emitted, `/forewarn/<application id>`.
  public var source = "/forewarn/forewarn"
  public var time = TimeSettings()
  public var transactions = TransactionSettings()
  public var alerts = AlertSettings()
  /// Signals by name; the first that matches counts.
  public var signals: [SignalRule] = []
  public var risk = RiskSettings()
  public var rules = RuleSettings()
  public var cases = CaseSettings()
  public var priority = PrioritySettings()
  public var owners = OwnerSettings()
  public var links: [LinkTemplate] = []
  public var customers = CustomerSettings()
  public var limits = LimitSettings()

  public init() {}
}

/// Event time (design, section 5).
public struct TimeSettings: Sendable, Equatable {
  /// How long after a moment its records may arrive without being late: the watermark stays this far behind.
  public var delaySeconds: Int64 = 90
  /// Records that are this much later than the watermark, and than the last decided pane, are still counted, in the pane that is open;
  /// later ones go to the late topic.
  public var allowedLatenessSeconds: Int64 = 600
  /// An event further ahead than this of its record's clock is quarantined.
  public var maxFutureSeconds: Int64 = 300
  /// So many quarantined events in a row, of two series, that their records' timestamps confirm, say that the wall clock is behind.
  public var jumpRecords = 16
  /// How far the ticks of a quiet stream stay behind the wall clock.
  public var tickDelaySeconds: Int64 = 120
  /// How long a partition that lags and has nothing buffered may hold up the others.
  public var maxWaitSeconds: Int64 = 30
  /// A partition at its end holds pane time so much, and the delay, behind the moment at which its end was asked.
  public var idleSeconds: Int64 = 30

  public init() {}

  var delayMicros: Int64 { delaySeconds * 1_000_000 }
  var allowedLatenessMicros: Int64 { allowedLatenessSeconds * 1_000_000 }
  var maxFutureMicros: Int64 { maxFutureSeconds * 1_000_000 }
}

/// Top Transaction Trending.
public struct TransactionSettings: Sendable, Equatable {
  /// Panes with data that a series teaches before it may alarm.
  public var warmUpPanes = 60
  /// Score of response times, failures and usage from which a finding opens a case alone. 2 is more than a healthy stream shows in a month.
  public var anomalyScore = 2.0
  /// How many of an instance's transactions, by load share, are followed closely (quantiles, trend).
  public var topTransactions = 16
  /// Trend window in panes.
  public var trendPanes = 48
  /// A limit that is further away than this is no finding.
  public var trendHorizonHours = 24.0
  /// Response time that must not be crossed, in milliseconds. 0: `limitFactor` times the transaction's own normal level.
  public var limitMillis = 0.0
  public var limitFactor = 3.0
  /// Usage below this share of what is usual is a drop.
  public var usageDropShare = 0.5
  /// Requests a pane below which usage is too thin to judge.
  public var usageMinPerPane = 1.0
  /// For so many panes in a row.
  public var usageDropPanes = 10

  public init() {}
}

/// Predictive Performance Alerting.
public struct AlertSettings: Sendable, Equatable {
  /// Panes of an instance's history before its bursts count.
  public var warmUpPanes = 480
  /// A burst is a count whose negative-binomial tail is below 10^-this.
  public var burstSurprise = 8.0
  /// Panes of an instance's history before a new alert type is news.
  public var noveltyAfterPanes = 1_440
  /// Alerts at or above this severity, of an instance in one of these environments, open a case at once.
  public var immediateSeverity = Severity.critical
  public var immediateEnvironments = ["prod", "production"]
  /// An alert of which nothing was heard for so long is taken to be over, though nobody said so. Alertmanager repeats every 4 hours.
  public var staleAfterHours = 24.0
  /// Alerts after which an incident is likely.
  public var indicators: [EarlyIndicator] = []
  /// For so long an early indicator warns.
  public var indicatorHours = 48.0

  public init() {}

  var staleAfterMicros: Int64 { Int64(staleAfterHours * 3_600) * 1_000_000 }
  var indicatorMicros: Int64 { Int64(indicatorHours * 3_600) * 1_000_000 }
}

/// `logit(risk) = base + Σ over domains of weight · s · 2^(−age/halfLife)`, plus a bonus when two or more domains agree.
public struct RiskSettings: Sendable, Equatable {
  public var base = -4.0
  public var weight = 1.0
  public var halfLifePanes = 10.0
  public var agreementBonus = 1.0

  public init() {}
}

/// What holds of instances of which the customer model does not say it.
public struct CustomerSettings: Sendable, Equatable {
  /// By whose hours they are used.
  public var timeZone = TimeZoneSteps.utc

  public init() {}
}

/// Which rules there are.
public struct RuleSettings: Sendable, Equatable {
  /// Names of rules and models that there are not, as reasons name them.
  public var disabled: [String] = []

  public init() {}
}

public struct CaseSettings: Sendable, Equatable {
  /// A case opens when risk stays at or above this for `openForPanes` …
  public var openAtRisk = 0.7
  public var openForPanes = 2
  /// … and resolves when it stays at or below this for `closeForPanes`.
  public var closeAtRisk = 0.3
  public var closeForPanes = 15
  /// A value that stays out of its band for so long may be what is normal now: the case ends with that question.
  public var adaptAfterHours = 72.0
  /// After a case resolved, a new or reopened one waits so long.
  public var deadTimePanes = 10
  /// A problem that comes back within this reopens its case; later, a new case names the old one.
  public var reopenWindowHours = 24.0
  /// An open case is repeated this often, so that compaction and retention never lose it.
  public var refreshHours = 24.0
  /// No two updates of a case are closer than this, but for escalations.
  public var updateEveryPanes = 5
  /// Accounts affected by one case from which a major case is proposed.
  public var majorCaseAccounts = 2
  /// Early warnings that a customer bears in thirty days, those that come back too; nil or 0: any number.
  public var perCustomerMonth: Int? = 1

  public init() {}
}

public struct LimitSettings: Sendable, Equatable {
  public var instances = 20_000
  /// Series of all kinds together. Events of further series are rejected (`series_limit`).
  public var series = 200_000
  /// Of these, as many as one instance may have, so that one customer's ids do not crowd out the others.
  public var seriesPerInstance = 10_000
  /// Transactions that are followed closely, over all instances (about 17 KB each).
  public var followedTransactions = 1_024
  public var openCases = 2_000

  public init() {}
}

/// Every bound in one place. Past a bound there is a counter and a named policy, never growth or a crash.
public enum Limits {
  /// A larger value is rejected (`too_large`).
  public static let recordBytes = 1 << 20
  /// Deeper JSON is rejected (`too_deep`).
  public static let jsonDepth = 64
  /// More events in one record are rejected (`too_many_events`).
  public static let eventsPerRecord = 10_000
  /// Longer names of instances, transactions, alerts and CIs are cut at a character boundary.
  public static let nameBytes = 256
  /// Longer summaries are cut.
  public static let summaryBytes = 512
  /// Larger values of signals, on either side of 0, are rejected (`invalid_value`): sums of them stay exact.
  public static let signalValue = 1e15
  /// Signals that the settings describe.
  public static let signalRules = 256
  /// Attributes of OpenTelemetry that are part of a signal's name.
  public static let signalAttributes = 8
  /// What is kept of the newest summary of an alert type, and of how many configuration items that it fired on last.
  public static let alertTextBytes = 200
  public static let alertItems = 4
  /// Records that a reader hands over at a time.
  public static let batchRecords = 512
  /// Panes with events that are not decided yet, a day and more. Past the half, the first one is decided before the next record is taken,
  /// so that there is always room for what one record opens.
  public static let openPanes = 2_048
  /// Of these, what may lie further ahead of all that was read than clocks explain. An event that would open another is quarantined.
  public static let openPanesFarAhead = 512
  /// Alerts whose state is known. Past it, the events of further ones count, but nobody knows whether they still fire.
  public static let alertRegisters = 100_000
  /// What open panes say of alerts, an entry for each pane and alert. What is more is known at once, as if its pane were decided.
  public static let openAlerts = 100_000
  /// Early warnings of an instance that count for its customer's budget, and of those that it kept back as many as are listed.
  public static let earlyWarnings = 64
  public static let keptWarnings = 16
  /// First alerts of a type at an instance that are remembered for an hour, to tell a rollout of the monitoring.
  public static let newAlertTypes = 4_096
  /// Cases that a major case names as part of it.
  public static let majorCaseMembers = 200
  /// Links of a case event, each of the settings.
  public static let links = 8
  /// Early indicators of the settings.
  public static let indicators = 256
  /// Notices about records that wait to be drained; the rest is counted only.
  public static let notices = 1_000
  /// Records of `instance-health` in a pane. What is more waits for the next one, news before daily records.
  public static let healthRecordsPerPane = 1_000
  /// Install base items that a health record shows; `items_count` says how many there are.
  public static let healthItems = 50
  /// Rows of panes for people to look at that wait to be taken; further panes are omitted.
  public static let waitingReportRows = 200_000
  /// Commit metadata; the broker's own limit is 4,096.
  public static let metadataBytes = 512
  /// Commits in a row that the disk could not fold. After these the daemon stops: what is prepared would grow without bound.
  public static let failedFolds = 16
  /// Outputs of one epoch, as they are sent. Past it no record is taken until the epoch is closed; what one decision step emits is whole.
  public static let epochBytes = 32 << 20
  /// A larger record of a reference topic is refused, and so is one that lists more items.
  public static let referenceBytes = 64 << 10
  public static let referenceItems = 100
  /// Keys of an install-base topic.
  public static let installBaseRows = 1_000_000
  /// Records of reference topics that are taken at a time.
  public static let referenceRecords = 256
  /// Silences and maintenance at a time, and control records that wait for their case. Further ones are refused (`control_limit`).
  public static let silences = 10_000
  public static let waitingControls = 1_000
  /// Baseline exclusions at a time (`control_limit`), and instances that begin or end to be excluded in one pane; the others follow in the next.
  public static let exclusions = 1_000
  public static let exclusionTurns = 1_000
  /// One case event, as CloudEvents intermediaries must forward.
  public static let caseEventBytes = 64 << 10
}

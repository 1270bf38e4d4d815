/// What an episode said would come, as it said it first, and what came of it.
struct Prediction: RowValue, Equatable {
  /// The transaction or signal that grows, or the alerts that are an early sign.
  var subject: Name = ""
  private(set) var toldMicros: Int64 = 0
  /// Of a forecast: the limit, µs of response time or in the unit of a signal, and when it was to be reached: at the earliest, by estimate, at the latest. An early sign
  /// has none.
  private(set) var limitMicros = 0.0
  private(set) var lowMicros: Int64 = 0
  private(set) var midMicros: Int64 = 0
  private(set) var highMicros: Int64 = 0
  /// The first pane of the present run at or above the limit.
  private var aboveSince: Pane?
  /// When it came; 0 while it has not.
  private(set) var cameMicros: Int64 = 0
  /// Of a forecast: since when what grew is back where it was; 0 while it is not.
  private var turnedMicros: Int64 = 0
  /// Of a signal: its unit, and whether it falls to its limit.
  private(set) var unit: String?
  private var falls: Bool?
  /// What was felt after an early sign.
  var felt: Name = ""

  /// What is felt sooner after a sign was not foretold by it.
  private static let leastWarningMicros: Int64 = 300_000_000
  /// A single minute may be one slow request.
  private static let panesAbove: Int64 = 2

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &subject)
    coder.field(2, &toldMicros)
    coder.field(3, &limitMicros)
    coder.field(4, &lowMicros)
    coder.field(5, &midMicros)
    coder.field(6, &highMicros)
    coder.field(7, &aboveSince)
    coder.field(8, &cameMicros)
    coder.field(9, &felt)
    coder.field(10, &turnedMicros)
    coder.field(11, &unit)
    coder.field(12, &falls)
  }

  init() {}

  /// nil where the finding says of no time to come that a limit is reached then.
  init?(forecast finding: Finding, toldMicros: Int64) {
    guard let trend = finding.trend, trend.hoursMid > 0,
      finding.falls ? trend.limitMicros < trend.levelMicros : trend.limitMicros > trend.levelMicros
    else { return nil }
    let asOf = PaneTime.end(of: finding.pane)
    subject = finding.subject
    self.toldMicros = toldMicros
    limitMicros = trend.limitMicros
    if case .signal = finding.code.reason.watched { (unit, falls) = (finding.unit, finding.falls) }
    lowMicros = PaneTime.after(asOf, hours: trend.hoursLow)
    midMicros = PaneTime.after(asOf, hours: trend.hoursMid)
    highMicros = PaneTime.after(asOf, hours: trend.hoursHigh)
    assert(lowMicros <= midMicros && midMicros <= highMicros, "bounds lie around the estimate")
  }

  init(earlySign finding: Finding, toldMicros: Int64) {
    subject = finding.subject
    self.toldMicros = toldMicros
  }

  /// Every forecast has a date.
  var isForecast: Bool { midMicros > 0 }
  var hasCome: Bool { cameMicros > 0 }

  /// What was seen of a finding in a pane: two minutes at or above the limit reach it.
  mutating func observe(_ seen: Standing.Observation, of finding: Finding, at pane: Pane) {
    guard isForecast, !hasCome, finding.trend != nil, finding.subject == subject,
      case .value(let micros, let isOut) = seen
    else { return }
    // A line through the last hour still rises when the newest minutes do not.
    turnedMicros = isOut ? 0 : turnedMicros > 0 ? turnedMicros : PaneTime.start(of: pane)
    guard falls == true ? micros <= limitMicros : micros >= limitMicros else {
      aboveSince = nil
      return
    }
    let since = aboveSince ?? pane
    aboveSince = since
    if Int64(pane) - Int64(since) + 1 >= Self.panesAbove { cameMicros = PaneTime.end(of: since) }
  }

  /// After an early sign something is felt; nil when there was no time to act on the sign.
  func felt(_ finding: Finding, atMicros micros: Int64) -> Prediction? {
    guard !isForecast, !hasCome else { return self }
    guard micros - toldMicros >= Self.leastWarningMicros else { return nil }
    var come = self
    come.cameMicros = micros
    come.felt = finding.subject
    return come
  }

  /// What the end of an episode says of it, all of whose facts are over; nil where it says nothing.
  func resolution(of episode: Episode) -> Resolution.Reason? {
    if hasCome { return .cameTrue }
    guard let remarks = episode.remarks else { return nil }
    // Nobody knows what a sign without a date would have brought: it takes a person who says what was done.
    guard isForecast else { return remarks.action == nil ? nil : .prevented }
    guard turnedMicros > 0, turnedMicros < midMicros else { return nil }
    let isTaken = remarks.acknowledgedMicros.map { $0 <= turnedMicros } ?? false
    return isTaken || remarks.action != nil ? .prevented : nil
  }
}

extension Episode {
  /// Once findings are told: what they say will come, and whether what was said before is there.
  mutating func predict(by told: [Finding], isFirst: Bool) {
    if isFirst, let sign = told.first, told.allSatisfy(\.isEarlySign) {
      prediction = Prediction(earlySign: sign, toldMicros: updatedMicros)
    }
    if let known = prediction, let felt = told.first(where: \.isFelt) {
      prediction = known.felt(felt, atMicros: updatedMicros)
    }
    // A date says more than a sign.
    guard prediction.map({ !$0.isForecast && !$0.hasCome }) ?? true else { return }
    let now = updatedMicros
    let forecast = told.lazy.compactMap { Prediction(forecast: $0, toldMicros: now) }.first
    prediction = forecast ?? prediction
  }
}

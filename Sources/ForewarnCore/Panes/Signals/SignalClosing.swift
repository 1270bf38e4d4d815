import RollingStatistics

/// One signal in a pane.
struct SignalPane {
  var series: Int
  var instance: Int
  /// How many values there were, and their mean.
  var count: UInt32
  var value: Double
  var rule: SignalRule
  /// Of each direction that is bad, once it is known by how much the signal strays.
  var sides: [SignalVerdict] = []
  /// Panes with values in a row, this one included, that were beyond the limit.
  var beyond = 0
  var trend: SignalTrend?

  /// How unusual it is, in the direction in which it is most; from 1 on a rule says so.
  var score: Double { sides.reduce(0) { max($0, $1.shift.score) } }
}

/// How a signal compares, in one direction, with what is expected of it. Values are in its own unit.
struct SignalVerdict {
  /// The direction is down.
  var falls: Bool
  var shift: ShiftChart.Verdict
  /// Octaves of the value above what was expected that way, and how many are usual.
  var above: Double
  var band: Double
  /// The same of the window that says most.
  var windowShift: Double
  var expected: Double
  var windowValue: Double
  var windowExpected: Double
  var isWarm: Bool

  /// Whether this pane alone shows it, and those before that it is none by itself.
  var isByItself: Bool { above > band && shortShift >= 0.35 * above }
  var shortShift: Double

  /// Whether it is over what a window still remembers.
  var isOver: Bool { windowShift > 0.6 * band && above < 0.25 * windowShift }
}

/// What a closed pane teaches about signals.
extension Statistics {
  /// Values in a row beyond a limit that are no slip of the pen.
  static let beyondNeeded = 3

  mutating func closeSignals(_ open: borrowing OpenPane, _ settings: Settings, _ closed: inout ClosedPane) {
    for id in open.signals.lazy.map(Int.init) {
      let instance = Int(signals.series[id].instance)
      let cell = signals.takeCell(id, of: open)
      instances.meet(instance, open.pane)
      signals.series[id].lastPane = open.pane
      var pane = SignalPane(
        series: id, instance: instance, count: cell.count, value: cell.mean,
        rule: settings.rule(ofSignal: names.name(signals.series[id].name)))
      learn(
        &pane, learned.zones.clock(of: instance, at: open.pane), settings.transactions,
        isExcluded: closed.excluded.holds(instance))
      closed.signals.append(pane)
    }
  }

  private mutating func learn(
    _ pane: inout SignalPane, _ clock: LocalClock, _ settings: TransactionSettings, isExcluded: Bool
  ) {
    let id = pane.series
    signals.levels[id].note(isBeyond: pane.rule.isBeyond(pane.value))
    pane.beyond = Int(signals.levels[id].beyond)
    // By its first values others are compared: what is not usual is none of them.
    if isExcluded, !signals.levels[id].scale.isKnown { return }
    signals.levels[id].count(clock.pane, isWeekend: clock.isWeekend, isExcluded: isExcluded)
    signals.courses[id].push(pane.value, clock.pane, keeping: settings.trendPanes)
    guard signals.levels[id].scale.isKnown else {
      return signals.levels[id].calibrate(signals.courses[id], at: clock.pane)
    }
    let shadow = signals.held.place(of: id)
    let heldPanes = shadow.map { signals.held[$0].panes }
    let lesson = SignalLesson(
      incident: isExcluded ? .excluded : ShiftScore.Incident(heldPanes: heldPanes),
      isForClock: !isExcluded && heldPanes ?? 0 < TransactionShadow.dayPanes)
    for falls in [false, true] {
      let verdict = signals.levels[id].learn(pane, falls: falls, lesson, clock, settings)
      if pane.rule.isBad(falls: falls) { pane.sides.append(verdict) }
    }
    if let shadow, !isExcluded {
      signals.held[shadow].learn(signals.levels[id].octaves(of: pane.value, falls: false), values: pane.count)
    }
    pane.trend = signalTrend(of: pane, clock.pane, settings)
  }
}

/// What a pane of a signal may teach.
private struct SignalLesson {
  var incident: ShiftScore.Incident
  /// Whether it may be what every day brings.
  var isForClock: Bool
}

extension SignalLevel {
  fileprivate mutating func learn(
    _ pane: SignalPane, falls: Bool, _ lesson: SignalLesson, _ clock: LocalClock, _ settings: TransactionSettings
  ) -> SignalVerdict {
    self[falls: falls].profile.enter(minute: clock.minute, isWeekend: clock.isWeekend)
    let octaves = octaves(of: pane.value, falls: falls)
    let verdict = self[falls: falls].score.update(
      octaves, requests: Double(pane.count),
      ShiftScore.Context(
        season: self[falls: falls].profile.expected, learnsSeason: true,
        incident: lesson.incident, warmUp: settings.warmUpPanes))
    if lesson.isForClock { self[falls: falls].profile.learn(verdict.aboveLevel) }
    let (score, means, window) = (self[falls: falls].score, self[falls: falls].score.means, verdict.shift.window)
    let isWarm = score.count > settings.warmUpPanes && knowsDays(clock.pane, isWeekend: clock.isWeekend)
    return SignalVerdict(
      falls: falls, shift: isWarm ? verdict.shift : ShiftChart.Verdict(), above: octaves - verdict.expected,
      band: score.band,
      windowShift: means.shift(window: window), expected: value(ofOctaves: verdict.expected, falls: falls),
      windowValue: value(ofOctaves: means.value(window: window), falls: falls),
      windowExpected: value(ofOctaves: means.expected(window: window), falls: falls),
      isWarm: isWarm, shortShift: means.shift(window: 0))
  }
}

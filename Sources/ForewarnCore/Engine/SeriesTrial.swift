import RollingStatistics

/// One series of numbers, judged as the daemon judges a signal of an instance that has nothing else: minute panes, its level, its clock and its
/// noise, windows, and a case that holds what is normal while it is open. Only the customer's budget is left out. Causal: what is answered of a
/// value depends on it and those before it.
public struct SeriesTrial: ~Copyable {
  public struct Judgement: Equatable, Sendable {
    /// ≥ 0; 1 is as strong as what opens a case alone, if it lasts.
    public var score = 0.0
    /// What was usual, and within what a single value is not unusual; nil where nothing is known yet.
    public var band: ClosedRange<Double>?
    /// A case opened, or came back.
    public var opens = false

    public init() {}
  }

  private static let name = Name("series")
  /// Epochs after which the book forgets what was decided.
  private static let epochPanes = 1_440

  private var engine: Engine
  /// Of the rows before.
  private var lastMicros: Int64?
  private var gapMicros: Int64 = 0
  private var values: Int64 = 0
  private var epochs = 0

  /// - Parameter rule: which way is bad, and how far it may go.
  public init(_ rule: SignalRule) {
    var settings = Settings()
    settings.signals = [rule]
    settings.cases.perCustomerMonth = nil
    let source = SourcePartition(
      partition: TopicPartition(topic: "series", partition: 0), decoder: DecoderSettings(kind: .signals),
      holdsPaneTime: true)
    engine = Engine(settings: settings, sources: [source], customers: .empty, nowMicros: PaneTime.valid.upperBound)
  }

  /// What the daemon says by the time at which a value is there, and the next one is due.
  public mutating func take(_ value: Double, atMicros micros: Int64) -> Judgement {
    guard PaneTime.valid.contains(micros), value.magnitude <= Limits.signalValue else { return Judgement() }
    let opened = self.opened
    var judgement = pass(toMicros: PaneTime.start(of: PaneTime.pane(of: micros)))
    place(value, atMicros: micros)
    // Where values are minutes apart, the minute of this one is over before the next comes, and so is the one that has to confirm it.
    let next = pass(toMicros: micros + aheadMicros(of: micros))
    if next.band != nil { judgement.band = next.band }
    judgement.score = max(judgement.score, next.score)
    judgement.opens = self.opened > opened
    assert(judgement.score >= 0 && judgement.score.isFinite, "a score is a number")
    if engine.panesSinceStatistics > Self.epochPanes {
      epochs += 1
      _ = engine.closeEpoch(statisticsID: String(epochs))
    }
    return judgement
  }

  /// How long nothing more is to be expected, by the last two gaps between values.
  private mutating func aheadMicros(of micros: Int64) -> Int64 {
    guard let last = lastMicros else {
      lastMicros = micros
      return 0
    }
    guard micros > last else { return 0 }
    let gap = micros - last
    defer { (lastMicros, gapMicros) = (micros, gap) }
    return min(gap, gapMicros, Int64(engine.settings.cases.openForPanes) * PaneTime.micros)
  }

  private var opened: Int64 {
    [CaseEventType.opened, .reopened].reduce(0) { $0 + engine.counters.caseEvents[Int($1.rawValue)] }
  }

  private mutating func place(_ value: Double, atMicros micros: Int64) {
    let arrival = Placement.Arrival(
      partition: 0, offset: values, timestampMicros: micros, wall: WallClock(micros: PaneTime.valid.upperBound))
    values += 1
    Self.name.withBytes { name in
      var event = Event(kind: .signal)
      (event.instance, event.name) = (name, name)
      (event.value, event.timeMicros) = (value, micros)
      engine.take(event, arrival)
    }
  }

  /// Decides what is over by then. At most one of these panes has values.
  private mutating func pass(toMicros micros: Int64) -> Judgement {
    let open = engine.statistics.openPanes.first
    var judgement = Judgement()
    if open < .max, PaneTime.end(of: open) <= micros {
      _ = engine.tick(toMicros: PaneTime.end(of: open))
      judgement = engine.judgementOfSignal
    }
    _ = engine.tick(toMicros: micros)
    _ = engine.drainOutputs()
    return judgement
  }
}

extension Engine {
  /// An event that is decoded already, of a partition that nobody reads.
  fileprivate mutating func take(_ event: Event, _ arrival: Placement.Arrival) {
    precondition(teaching == nil, "only a running engine takes events")
    book.cursor.partitions[arrival.partition].passed(arrival.offset, timestampMicros: arrival.timestampMicros)
    book.meta.accounting.records += 1
    book.meta.accounting.events += 1
    _ = place(event, arrival)
  }

  /// What the last closed pane says of its signal.
  fileprivate var judgementOfSignal: SeriesTrial.Judgement {
    var judgement = SeriesTrial.Judgement()
    guard let signal = closed.signals.first else { return judgement }
    let domain = Int(RiskDomain(signal.rule.domain).rawValue)
    let needed = RiskModel.strengths(reaching: settings.cases.openAtRisk, beside: [], at: closed.pane, settings.risk)[
      domain]
    for side in signal.sides where !side.isOver {
      // Not cut off as strengths are, so that what is worse scores higher.
      let alarm = Strength.score(of: needed, settings.transactions) ?? .infinity
      judgement.score = max(judgement.score, side.shift.score / alarm)
    }
    for evidence in SignalDetector.evidence(of: signal, closed.pane, settings.transactions) {
      judgement.score = max(judgement.score, evidence.finding.score / needed)
    }
    let level = statistics.signals.levels[signal.series]
    if level.scale.isKnown {
      let band = SignalStanding.Band(of: level)
      judgement.band = min(band.low, band.high)...max(band.low, band.high)
    }
    return judgement
  }
}

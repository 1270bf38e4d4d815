import RollingStatistics

/// What the rules about signals saw. Of an instance without signals there is nothing to say.
extension RuleProbe {
  func signalSights(_ closed: borrowing ClosedPane, _ statistics: borrowing Statistics) -> [RuleSight] {
    func silent(_ sentence: String) -> [RuleSight] {
      [ReasonCode.signalShift, .signalTrend, .signalLimit].map { RuleSight($0, .silent, sentence) }
    }
    guard statistics.signals.firstSeries(of: instance) != nil else { return silent("the instance has no signals") }
    let own = closed.signals.filter { $0.instance == instance }
    guard !own.isEmpty else { return silent("no signal came in this minute") }
    return own.flatMap { signal in
      let name = statistics.names.name(statistics.signals.series[signal.series].name)
      return signal.sides.map { shift(signal, $0, name, statistics) }
        + (signal.sides.isEmpty ? [learning(signal, name, statistics)] : [])
        + [trend(signal, name, closed.pane, statistics), limit(signal, name)]
    }
  }

  private func finding(_ code: ReasonCode, signal series: Int) -> Finding? {
    finding(code) { if case .signal(series) = $0 { true } else { false } }
  }

  private func learning(_ signal: SignalPane, _ name: Name, _ statistics: borrowing Statistics) -> RuleSight {
    let seen = statistics.signals.levels[signal.series].seen
    return RuleSight(
      .signalShift, name, .learning,
      "\(name) had values in \(seen) minutes; by how much it strays is known after \(SignalLevel.firstValues) that are not all 0"
    )
  }

  private func shift(
    _ signal: SignalPane, _ side: SignalVerdict, _ name: Name, _ statistics: borrowing Statistics
  ) -> RuleSight {
    let level = statistics.signals.levels[signal.series]
    let score = level[falls: side.falls].score
    let (told, opens) = scores(RiskDomain(signal.rule.domain))
    guard side.isWarm, let nearest = nearest(score.distances(to: opens ?? told)) else {
      return RuleSight(
        .signalShift, name, .learning,
        "\(name) had values in \(score.count) of the \(settings.transactions.warmUpPanes + 1) minutes after which it is judged"
      )
    }
    func text(_ octaves: Double) -> String {
      Words.value(level.value(ofOctaves: octaves, falls: side.falls), signal.rule.unit)
    }
    let usual = score.means.expected(window: nearest.window)
    let seen =
      "\(name) was \(text(usual + nearest.octaves)) over the last \(nearest.panes) minutes with values, usually \(text(usual))"
    if let finding = finding(.signalShift, signal: signal.series), finding.falls == side.falls {
      return spoke(finding, name, seen)
    }
    if side.shift.score >= told {
      return RuleSight(
        .signalShift, name, .over, "\(seen), but is back at \(Words.value(signal.value, signal.rule.unit))")
    }
    let first = score.distances(to: told).first { $0.window == nearest.window }?.needed ?? nearest.needed
    let asks = Self.asks(text(usual + first), opens.map { _ in text(usual + nearest.needed) })
    return RuleSight(.signalShift, name, .below, "\(seen); \(asks), going \(side.falls ? "down" : "up")")
      .close(by: opens == nil ? 0 : min(nearest.octaves / nearest.needed, 0.999))
  }

  private func trend(
    _ signal: SignalPane, _ name: Name, _ pane: Pane, _ statistics: borrowing Statistics
  ) -> RuleSight {
    func sight(_ hold: RuleSight.Hold, _ why: String) -> RuleSight { RuleSight(.signalTrend, name, hold, why) }
    guard signal.rule.limit != nil else { return sight(.disabled, "signals has no limit of \(name)") }
    if let finding = finding(.signalTrend, signal: signal.series) {
      return spoke(finding, name, "\(name) goes towards its limit")
    }
    let points = statistics.signals.courses[signal.series].recent.count
    guard points >= TrendWindow.pointsNeeded else {
      return sight(
        .learning, "\(name) has \(points) of the \(TrendWindow.pointsNeeded) values that a trend is fitted to")
    }
    guard let side = signal.sides.first else {
      return sight(.learning, "by how much \(name) strays is not known yet, nor whether a trend is more")
    }
    guard side.shift.score >= Statistics.leastTrendScore else {
      return sight(.below, "\(name) has not left what is usual far enough for a trend")
    }
    return sight(
      .below,
      "\(name) shows no trend, seen twice, that is significant, large enough and at its limit within \(Words.span(hours: settings.transactions.trendHorizonHours))"
    )
  }

  private func limit(_ signal: SignalPane, _ name: Name) -> RuleSight {
    guard let limit = signal.rule.limit else {
      return RuleSight(.signalLimit, name, .disabled, "signals has no limit of \(name)")
    }
    let unit = signal.rule.unit
    let seen = "\(name) was \(Words.value(signal.value, unit)); its limit is \(Words.value(limit, unit))"
    if let finding = finding(.signalLimit, signal: signal.series) { return spoke(finding, name, seen) }
    guard signal.beyond > 0 else { return RuleSight(.signalLimit, name, .below, seen) }
    return RuleSight(
      .signalLimit, name, .brief, "\(seen), reached by \(signal.beyond) of \(Statistics.beyondNeeded) values in a row"
    ).close(by: min(Double(signal.beyond) / Double(Statistics.beyondNeeded), 0.999))
  }
}

import RollingStatistics

/// What the rules about single transactions saw.
extension RuleProbe {
  func transactionSights(_ closed: borrowing ClosedPane, _ statistics: borrowing Statistics) -> [RuleSight] {
    let own = closed.transactions.filter { $0.instance == instance }
    guard !own.isEmpty else {
      return [ReasonCode.latencyAnomaly, .errorShare, .latencyTail, .latencyTrend].map {
        RuleSight($0, .silent, "no transaction came in this minute")
      }
    }
    var sights: [RuleSight] = []
    for transaction in own {
      let name = statistics.names.name(statistics.transactions.series[transaction.series].name)
      let known = statistics.transactions.latency[transaction.series]
      sights += [
        latency(transaction, name, known.score), errors(transaction, name, statistics),
        slowShare(transaction, name, statistics),
      ]
      sights.append(trend(transaction, name, closed.pane, statistics))
    }
    return sights
  }

  // MARK: Response time

  private func latency(_ transaction: TransactionPane, _ name: Name, _ score: ShiftScore) -> RuleSight {
    let (told, opens) = scores(.response, weight: Strength.weight(loadShare: transaction.loadShare))
    let wanted = score.distances(to: opens ?? told)
    guard transaction.isWarm, let nearest = nearest(wanted) else { return learning(.latencyAnomaly, name, score.count) }
    // What nobody feels is no finding, however rare it is.
    let usual = transaction.expectedMicros
    let felt = DeterministicMath.log2((usual + LatencyDetector.leastExcessMicros + 1) / (usual + 1))
    let seen =
      "\(name) took \(Self.times(nearest.octaves)) its usual \(Words.duration(usual)) over the last \(nearest.panes) minutes"
    if let finding = finding(.latencyAnomaly, transaction: transaction.series) { return spoke(finding, name, seen) }
    func sight(_ hold: RuleSight.Hold, _ why: String) -> RuleSight {
      RuleSight(.latencyAnomaly, name, hold, "\(seen)\(why)")
    }
    if transaction.shift.score >= told, transaction.isOver(window: transaction.shift.window) {
      return sight(.over, ", but is back at \(Words.duration(transaction.meanMicros)) in this minute")
    }
    if transaction.shift.score >= told { return sight(.unfelt, ", which is less than a millisecond") }
    let first = score.distances(to: told).first { $0.window == nearest.window }?.needed ?? nearest.needed
    let asks = Self.asks(
      Self.times(atLeast: max(first, felt)), opens.map { _ in Self.times(atLeast: max(nearest.needed, felt)) })
    let share = opens == nil ? 0 : nearest.octaves / max(nearest.needed, felt)
    return sight(.below, "; \(asks)").close(by: min(share, 0.999))
  }

  /// The window that would be first, were all that it saw so many times as much.
  func nearest(_ distances: [ShiftChart.Distance]) -> ShiftChart.Distance? {
    distances.min { Self.reach($0.octaves, $0.needed) < Self.reach($1.octaves, $1.needed) }
  }

  /// How many times as much is needed; where nothing was seen, less is nearer.
  private static func reach(_ seen: Double, _ needed: Double) -> Double {
    assert(needed > 0, "something is asked for")
    return seen > 1e-6 ? needed / seen : 1e6 + needed - seen
  }

  func learning(_ code: ReasonCode, _ name: Name?, _ seen: Int) -> RuleSight {
    let needed = settings.transactions.warmUpPanes + 1
    let subject = name.map { "\($0) has" } ?? "all transactions have"
    return RuleSight(
      code, name, .learning, "\(subject) been seen in \(seen) of the \(needed) minutes after which it is judged")
  }

  /// `1.31×` of a shift in octaves; a threshold is never told too low.
  static func times(_ octaves: Double) -> String {
    (FixedPoint.text(DeterministicMath.exp2(octaves), decimals: 2) ?? "?") + "×"
  }

  static func times(atLeast octaves: Double) -> String {
    (FixedPoint.text((DeterministicMath.exp2(octaves) * 100).rounded(.up) / 100, decimals: 2) ?? "?") + "×"
  }

  // MARK: Failures and what is very slow

  private func errors(_ transaction: TransactionPane, _ name: Name, _ statistics: borrowing Statistics) -> RuleSight {
    let known = statistics.transactions.latency[transaction.series]
    guard transaction.isWarm else { return learning(.errorShare, name, known.score.count) }
    return share(
      transaction.errors, known.errors, assumed: statistics.assumedErrors(of: transaction.series),
      ShareSubject(code: .errorShare, name: name, verb: "failed", domain: .application),
      finding(.errorShare, transaction: transaction.series))
  }

  private func slowShare(
    _ transaction: TransactionPane, _ name: Name, _ statistics: borrowing Statistics
  ) -> RuleSight {
    let block = Int(statistics.transactions.series[transaction.series].followed)
    guard block >= 0 else { return notFollowed(.latencyTail, name) }
    let seen = statistics.transactions.latency[transaction.series].score.count
    guard seen > Statistics.panesToJudgeSlow, transaction.slow.requests > 0 else {
      return RuleSight(
        .latencyTail, name, .learning,
        "\(name) has been seen in \(seen) minutes; its slowest requests are judged after \(Statistics.panesToJudgeSlow)"
      )
    }
    if transaction.shift.score >= 1, finding(.latencyTail, transaction: transaction.series) == nil {
      return RuleSight(.latencyTail, name, .toldByAnother, "the mean of \(name) shows it: latency_anomaly tells it")
    }
    let subject = ShareSubject(
      code: .latencyTail, name: name, verb: "took more than 8 times the usual", domain: .response,
      weight: Strength.weight(loadShare: transaction.loadShare))
    return share(
      transaction.slow, statistics.transactions.followed[block].slow,
      assumed: statistics.assumedSlow(inBlock: block, of: transaction.series), subject,
      finding(.latencyTail, transaction: transaction.series))
  }

  private func notFollowed(_ code: ReasonCode, _ name: Name) -> RuleSight {
    RuleSight(
      code, name, .notFollowed,
      "\(name) is none of the \(settings.transactions.topTransactions) transactions with the most load")
  }

  /// Whose requests are counted, and what is counted of them.
  struct ShareSubject {
    var code: ReasonCode
    var name: Name?
    var verb: String
    var domain: RiskDomain
    var weight = 1.0
  }

  func share(
    _ seen: ShareVerdict, _ chart: ShareChart, assumed: Double, _ subject: ShareSubject, _ finding: Finding?
  ) -> RuleSight {
    let (told, opens) = scores(subject.domain, weight: subject.weight)
    assert(assumed > 0, "some failures are always expected")
    let windows = (0..<3).compactMap { window in
      chart.excess(window: window, scoring: opens ?? told).map {
        (window: window, share: chart.excess(window: window) * assumed, needed: $0 * assumed)
      }
    }
    guard let nearest = windows.min(by: { Self.reach($0.share, $0.needed) < Self.reach($1.share, $1.needed) }) else {
      return RuleSight(subject.code, subject.name, .thin, "nothing is expected of it yet")
    }
    let whose = subject.name.map { "of \($0)" } ?? "of all requests"
    let text =
      "\(Words.percent(nearest.share)) \(whose) \(subject.verb) over the last \(ShiftChart.windows[nearest.window]) minutes, \(Words.percent(seen.usual)) usually do"
    if let finding { return spoke(finding, subject.name, text) }
    if seen.verdict.score >= told, seen.isOver {
      return RuleSight(subject.code, subject.name, .over, "\(text), but hardly any did in this minute")
    }
    guard nearest.needed <= 1 else {
      return RuleSight(subject.code, subject.name, .thin, "\(text); it has too few requests for more to open a case")
    }
    let first = chart.excess(window: nearest.window, scoring: told).map { $0 * assumed } ?? nearest.needed
    let asks = Self.asks(Self.percent(atLeast: first), opens.map { _ in Self.percent(atLeast: nearest.needed) })
    return RuleSight(subject.code, subject.name, .below, "\(text); \(asks)")
      .close(by: opens == nil ? 0 : min(nearest.share / nearest.needed, 0.999))
  }

  static func percent(atLeast share: Double) -> String { Words.percent((share * 1_000).rounded(.up) / 1_000) }

  // MARK: Trend

  private func trend(
    _ transaction: TransactionPane, _ name: Name, _ pane: Pane, _ statistics: borrowing Statistics
  ) -> RuleSight {
    let block = Int(statistics.transactions.series[transaction.series].followed)
    guard block >= 0 else { return notFollowed(.latencyTrend, name) }
    if let finding = finding(.latencyTrend, transaction: transaction.series) {
      return spoke(finding, name, "\(name) rises")
    }
    let points = statistics.transactions.windows[block].count
    guard points >= TrendWindow.pointsNeeded else {
      return RuleSight(
        .latencyTrend, name, .learning,
        "\(name) has \(points) of the \(TrendWindow.pointsNeeded) minutes that a trend is fitted to")
    }
    guard transaction.shift.score >= Statistics.leastTrendScore else {
      return RuleSight(.latencyTrend, name, .below, "\(name) has not left what is usual far enough for a trend")
    }
    guard
      statistics.transactions.windows[block].estimate(
        statistics.transactions.latency[transaction.series].score, pane, settings.transactions) != nil
    else {
      return RuleSight(
        .latencyTrend, name, .below,
        "\(name) shows no rise that is significant, large enough and at its limit within \(Words.span(hours: settings.transactions.trendHorizonHours))"
      )
    }
    return RuleSight(.latencyTrend, name, .brief, "\(name) rises, which has to be seen twice, five minutes apart")
  }
}

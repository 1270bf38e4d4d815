import RollingStatistics

/// What the rules about an instance as a whole saw.
extension RuleProbe {
  func instanceSights(_ closed: borrowing ClosedPane, _ statistics: borrowing Statistics) -> [RuleSight] {
    var sights: [RuleSight] = [flood(closed, statistics)]
    if let pool = closed.learned.latency.first(where: { $0.instance == instance }) {
      sights += [overallLatency(pool, closed, statistics), overallErrors(pool, statistics)]
    } else {
      sights += [ReasonCode.latencyOverall, .errorOverall].map {
        RuleSight($0, .silent, "no transaction came in this minute")
      }
    }
    return sights + usage(closed, statistics)
  }

  // MARK: Transactions together

  private func overallLatency(
    _ pool: InstanceLatencyPane, _ closed: borrowing ClosedPane, _ statistics: borrowing Statistics
  ) -> RuleSight {
    let chart = statistics.learned.latency[instance].shift
    let (told, opens) = scores(.response)
    guard chart.count > settings.transactions.warmUpPanes,
      let nearest = nearest(chart.distances(to: opens ?? told, .pool))
    else { return learning(.latencyOverall, nil, chart.count) }
    let seen =
      "together, transactions took \(Self.times(nearest.octaves)) their usual time over the last \(nearest.panes) minutes"
    if let finding = finding(.latencyOverall) { return spoke(finding, nil, seen) }
    func sight(_ hold: RuleSight.Hold, _ why: String) -> RuleSight {
      RuleSight(.latencyOverall, hold, "\(seen)\(why)")
    }
    if pool.shift.score >= told {
      if pool.isOver { return sight(.over, ", but are back in this minute") }
      let slow = OverallLatencyDetector.contributors(to: pool, closed).count
      return slow > 1
        ? sight(.unfelt, ", none of them by a millisecond")
        : sight(.toldByAnother, ", which one of them makes up alone")
    }
    let first = chart.distances(to: told, .pool).first { $0.window == nearest.window }?.needed ?? nearest.needed
    let asks = Self.asks(Self.times(atLeast: first), opens.map { _ in Self.times(atLeast: nearest.needed) })
    return sight(.below, "; \(asks)").close(by: opens == nil ? 0 : min(nearest.octaves / nearest.needed, 0.999))
  }

  private func overallErrors(_ pool: InstanceLatencyPane, _ statistics: borrowing Statistics) -> RuleSight {
    if found.contains(where: { $0.finding.code == .errorShare }) {
      return RuleSight(.errorOverall, .toldByAnother, "error_share names the transaction that fails")
    }
    guard pool.errors.usual > 0 else {
      return RuleSight(.errorOverall, .learning, "no transaction has been seen for long enough")
    }
    return share(
      pool.errors, statistics.learned.latency[instance].errors, assumed: pool.errors.usual,
      ShareSubject(code: .errorOverall, verb: "failed", domain: .application), finding(.errorOverall))
  }

  // MARK: Usage

  private func usage(_ closed: borrowing ClosedPane, _ statistics: borrowing Statistics) -> [RuleSight] {
    let both = [ReasonCode.usageDrop, .usageSurge]
    func all(_ hold: RuleSight.Hold, _ why: String) -> [RuleSight] { both.map { RuleSight($0, hold, why) } }
    let level = statistics.learned.usage[instance]
    guard let usage = closed.learned.usage.first(where: { $0.instance == instance }) else {
      if closed.isBlind { return all(.silent, "a partition lagged behind, so that silence says nothing") }
      if statistics.learned.usage.rests(instance, at: closed.pane) {
        return all(.silent, "records of the instance were put aside as late or ahead, so that silence says nothing")
      }
      if statistics.learned.silentFeeds.rests(instance) {
        return all(.silent, "the whole feed is silent, which is not this customer's")
      }
      return all(.learning, "no request came, and usage was seen in \(level.panes) minutes so far")
    }
    let panesNeeded = level.panesNeeded(settings.transactions)
    guard level.panes >= panesNeeded else {
      return all(.learning, "usage was seen in \(level.panes) of the \(panesNeeded) minutes after which it is judged")
    }
    guard level.isEstablished(settings.transactions), usage.verdict.usual > 0 else {
      return all(
        .thin,
        "usage is usually below \(Words.count(settings.transactions.usageMinPerPane)) requests a minute, or nothing is known of this hour"
      )
    }
    return [drop(usage, level), surge(usage, level)]
  }

  private func drop(_ usage: UsagePane, _ level: UsageLevel) -> RuleSight {
    let (recent, usual) = (usage.verdict.recent, usage.verdict.usual)
    let seen = "\(Words.count(recent)) requests a minute, usually at least \(Words.count(usual))"
    if let finding = finding(.usageDrop) { return spoke(finding, nil, seen) }
    let (told, opens) = scores(.usage)
    let octaves = nearest(level.distances(ofDrop: true, to: opens ?? told))?.needed ?? 0
    assert(recent >= 0 && usual > 0, "usage is counted, and something is usual")
    let limit =
      usage.verdict.isUnseen
      ? UsageLevel.unseenLow(usual, settings.transactions)
      : min(UsageLevel.low(usual, settings.transactions), usual * DeterministicMath.exp2(-octaves))
    let panes = settings.transactions.usageDropPanes
    if usage.lowPanes > 0, usage.lowPanes < panes {
      return RuleSight(.usageDrop, .brief, "\(seen), for \(usage.lowPanes) of \(panes) minutes in a row")
        .close(by: min(Double(usage.lowPanes) / Double(panes), 0.999))
    }
    return RuleSight(
      .usageDrop, .below, "\(seen); it opens a case below \(Words.count(limit)), \(panes) minutes in a row"
    ).close(by: opens == nil || recent >= usual ? 0 : min((usual - recent) / max(usual - limit, 1e-9), 0.999))
  }

  private func surge(_ usage: UsagePane, _ level: UsageLevel) -> RuleSight {
    let (recent, usual) = (usage.verdict.recent, usage.verdict.usualHigh)
    guard usual > 0 else { return RuleSight(.usageSurge, .learning, "nothing is known of this hour yet") }
    let seen = "\(Words.count(recent)) requests a minute, usually at most \(Words.count(usual))"
    if let finding = finding(.usageSurge) { return spoke(finding, nil, seen) }
    let (told, opens) = scores(.usage)
    let octaves = nearest(level.distances(ofDrop: false, to: opens ?? told))?.needed ?? 0
    let limit = max(UsageLevel.high(usual, settings.transactions), usual * DeterministicMath.exp2(octaves))
    let panes = settings.transactions.usageDropPanes * UsageDetector.surgePatience
    if usage.highPanes > 0, usage.highPanes < panes {
      return RuleSight(.usageSurge, .brief, "\(seen), for \(usage.highPanes) of \(panes) minutes in a row")
        .close(by: min(Double(usage.highPanes) / Double(panes), 0.999))
    }
    return RuleSight(
      .usageSurge, .below, "\(seen); it opens a case above \(Words.count(limit)), \(panes) minutes in a row"
    ).close(by: opens == nil || recent <= usual ? 0 : min((recent - usual) / max(limit - usual, 1e-9), 0.999))
  }

  // MARK: Alerts together

  private func flood(_ closed: borrowing ClosedPane, _ statistics: borrowing Statistics) -> RuleSight {
    guard let total = closed.learned.alertTotals.first(where: { $0.instance == instance }) else {
      return RuleSight(.alertFlood, .silent, "no alert fired in this minute")
    }
    guard total.agePanes >= settings.alerts.warmUpPanes else {
      return RuleSight(
        .alertFlood, .learning,
        "alerts were seen for \(total.agePanes) of the \(settings.alerts.warmUpPanes) minutes after which they are judged"
      )
    }
    let seen =
      "alerts of all kinds came at \(Words.count(total.recent * 60)) an hour, usually \(Words.count(total.usual * 60))"
    if let finding = finding(.alertFlood) { return spoke(finding, nil, seen) }
    let (told, opens) = scores(.other)
    func nats(_ score: Double) -> String { Words.count(score * BurstChart.threshold) }
    return RuleSight(
      .alertFlood, .below,
      "\(seen); that they are more is \(Words.count(total.nats)) nats, and \(Self.asks(nats(told), opens.map(nats)))"
    ).close(by: opens.map { min(total.nats / ($0 * BurstChart.threshold), 0.999) } ?? 0)
  }
}

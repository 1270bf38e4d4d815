/// Why nothing opened: one minute of one instance, looked at while it is decided. Nobody asks on a normal path, and then a pane costs a
/// comparison.
extension Engine {
  /// To be asked before the minute is decided; the answer is in `inspection` then.
  public mutating func inquire(_ inquiry: Inquiry) {
    precondition(teaching == nil, "panes that are taught are decided already")
    self.inquiry = inquiry
    inspection = nil
  }

  /// Time has passed panes in which nothing was.
  mutating func inspectNothing(after decided: Pane, through last: Pane) {
    guard let inquiry, inquiry.pane > decided, inquiry.pane <= last else { return }
    inspection = Inspection(of: inquiry, .nothingCame)
  }

  /// What rules saw, once the pane is closed and before cases move.
  mutating func inspectRules(_ found: [Evidence]) {
    guard let inquiry, inquiry.pane == closed.pane else { return }
    guard let instance = statistics.instance(inquiry.instance) else {
      let known = (0..<statistics.instances.count).map { statistics.name(ofInstance: $0).text }
      inspection = Inspection(of: inquiry, .unknownInstance(known: known))
      return
    }
    var answer = Inspection(of: inquiry, closed.isPartial ? .partial : .judged)
    answer.exclusions = told(exclusions(holding: inquiry.pane), of: inquiry)
    if !closed.isPartial {
      var needed = strengthsNeeded(SituationKey(inquiry.instance, .performance), at: inquiry.pane)
      let usage = Int(RiskDomain.usage.rawValue)
      needed[usage] = strengthsNeeded(SituationKey(inquiry.instance, .usage), at: inquiry.pane)[usage]
      let probe = RuleProbe(
        instance: instance, settings: settings, found: found.filter { $0.instance == instance }, needed: needed,
        isImmediate: directory.isImmediate(settings.alerts.immediateSeverity, of: instance))
      answer.rules = probe.sights(in: closed, statistics)
    }
    inspection = answer
  }

  private func told(_ exclusions: [Exclusion], of inquiry: Inquiry) -> [String] {
    exclusions.filter { $0.covers(inquiry.instance, directory.customers) }.map { exclusion in
      let until = Timestamp.moment(exclusion.untilMicros, seenFrom: PaneTime.end(of: inquiry.pane))
      let comment = exclusion.comment.isEmpty ? "" : " (\(exclusion.comment))"
      return
        "An exclusion by \(exclusion.by)\(comment) lasts until \(until): nothing of this minute is learned as normal. It is judged as ever."
    }
  }

  private func strengthsNeeded(_ key: SituationKey, at pane: Pane) -> [Double] {
    RiskModel.strengths(
      reaching: settings.cases.openAtRisk, beside: book.cases.situation(key)?.findings ?? [], at: pane, settings.risk)
  }

  /// What became of it, once cases have moved.
  mutating func inspectCases(at pane: Pane) {
    guard let inquiry, inquiry.pane == pane, let answer = inspection else { return }
    if case .unknownInstance = answer.ground { return }
    let kinds = CaseKind.ofInstances.map { inspect(SituationKey(inquiry.instance, $0), at: pane) }
    inspection?.kinds = kinds
  }

  private func inspect(_ key: SituationKey, at pane: Pane) -> Inspection.Kind {
    precondition(pane == book.cursor.lastDecided, "what is looked at was just decided")
    let situation = book.cases.situation(key) ?? Situation()
    let step = CaseStep(urgency: .paneEnd, pane: pane, atMicros: PaneTime.end(of: pane), settings: settings)
    let silenced = silenced(key, at: step.atMicros)
    let heard = AudibleFindings(of: situation, without: silenced, step).findings
    let risk = RiskModel.assess(heard, at: pane, settings.risk)
    var sentences: [String] = []
    if !silenced.isEmpty {
      let what = silenced.map { $0.subject.isEmpty ? $0.code.name : "\($0.code.name) on \($0.subject)" }
      sentences.append(
        "\(silenced[0].isMaintenance ? "A maintenance" : "A silence") covers \(what.joined(separator: ", ")).")
    }
    switch situation.phase {
    case .open(let episode):
      sentences.append(
        episode.startedMicros == step.atMicros
          ? "Case \(episode.id) opened at the end of this minute."
          : "Case \(episode.id) is open since \(Timestamp.moment(episode.startedMicros, seenFrom: step.atMicros)): what is found joins it, and opens no other."
      )
    case .resolved(_, let resolution):
      sentences += kept(resolution, at: pane) + (kept(key, at: pane) ?? missing(risk, situation, at: pane))
    case .quiet: sentences += kept(key, at: pane) ?? missing(risk, situation, at: pane)
    }
    assert(!sentences.isEmpty, "there is a reason for everything")
    return Inspection.Kind(
      kind: key.kind, openCase: situation.openEpisode?.id, sentences: sentences, risk: risk.permille)
  }

  /// What a case that is over keeps from opening.
  private func kept(_ resolution: Resolution, at pane: Pane) -> [String] {
    let ended = Timestamp.moment(resolution.atMicros, seenFrom: PaneTime.end(of: pane))
    if resolution.isHeldShut {
      return [
        "A person ended the last case at \(ended), and what it was about was not over since: it opens none again."
      ]
    }
    let left = Int64(settings.cases.deadTimePanes) - (Int64(pane) - Int64(resolution.pane))
    guard left > 0 else { return [] }
    return ["The last case ended at \(ended): no other opens for \(Words.many(left, "minute")) more."]
  }

  /// What the budget says of an early warning that could open; nil where it says nothing.
  private func kept(_ key: SituationKey, at pane: Pane) -> [String]? {
    guard let budget = CaseBudget(settings.cases),
      let warning = book.warnings[key.instance]?.kept.last(where: { $0.kind == key.kind && $0.lastPane == pane })
    else { return nil }
    let ledger = BudgetLedger(book.warnings, at: pane, in: directory.customers)
    let opened = ledger.entry(of: BudgetLedger.owners(of: key.instance, in: directory.customers)).opened.count
    return [
      "It would have opened with a risk of \(Words.percent(Double(warning.rank.permille) / 1_000)), but is kept back by the budget: \(Words.many(Int64(opened), "early warning")) opened for its customer within 30 days, and cases.per_customer_month is \(budget.openings). It opens when it has lasted \(Words.many(Int64(budget.waitPanes(opened: opened)), "minute")) (\(warning.panes) now) or is worse than they were, and would open now at cases.per_customer_month \(warning.needed)."
    ]
  }

  /// What a case that could open waits for.
  private func missing(_ risk: RiskModel.Assessment, _ situation: Situation, at pane: Pane) -> [String] {
    let limit = settings.cases.openAtRisk
    let panes = settings.cases.openForPanes
    guard risk.risk >= limit, let since = situation.aboveSince else {
      let parts = risk.contributions.filter { $0.domain != nil && $0.permille > 0 }
        .map { "\($0.name) \(Words.percent(Double($0.permille) / 1_000))" }
      let of = parts.isEmpty ? "nothing was found" : "of it \(parts.joined(separator: ", "))"
      return [
        "Risk was \(Words.percent(risk.risk)), \(of); a case opens from \(Words.percent(limit)) on, \(Words.many(Int64(panes), "minute")) in a row."
      ]
    }
    let seen = Int64(pane) - Int64(since) + 1
    assert(seen > 0, "what lasts has begun")
    if seen < Int64(panes) {
      return [
        "Risk was \(Words.percent(risk.risk)), for \(seen) of the \(panes) minutes in a row after which a case opens."
      ]
    }
    guard isFullOfCases else { return [] }
    return [
      "Risk was \(Words.percent(risk.risk)), but \(openCases) cases are open, as many as limits.open_cases allows."
    ]
  }
}

/// A case as a CloudEvent (contract, section 3): a full snapshot, keys in a fixed order, all times event time.
struct CaseEvent {
  static let contract = "1.0"
  static let shownSeries = 8

  let change: CaseChange
  let installation: CustomerModel.Installation?
  let customers: CustomerModel
  let settings: Settings
  var detail = CaseDetail.whole

  private var episode: Episode { change.episode }
  private var instance: String { change.key.instance.text }
  var type: String { "dev.forewarn.case.\(change.type.name).v1" }
  var id: String { "\(episode.id).\(episode.sequence)" }
  var time: String { Timestamp.text(episode.updatedMicros) }
  private var lead: Finding? { episode.findings.first }
  /// The customer model is there and does not know the instance.
  private var isTriage: Bool { !customers.isEmpty && installation == nil }

  func output() -> Output {
    let headers: [(String, String)] = [
      ("content-type", "application/cloudevents+json; charset=UTF-8"), ("ce_specversion", "1.0"), ("ce_id", id),
      ("ce_source", settings.source), ("ce_type", type), ("ce_time", time), ("ce_subject", episode.id),
    ]
    return Output(
      role: .cases, key: change.key.bytes, value: boundedJSON(),
      headers: headers.map { RecordHeader(name: $0.0, value: Array($0.1.utf8)) })
  }

  /// With as much detail as fits.
  private func boundedJSON() -> [UInt8] {
    var event = self
    var value = json()
    for less in CaseDetail.levels.dropFirst() where value.count > Limits.caseEventBytes {
      event.detail = less
      value = event.json()
    }
    assert(value.count <= Limits.caseEventBytes, "the least detail fits")
    return value
  }

  private func short(_ text: String) -> String { CaseText.cut(text, to: detail.textLength) }

  func json() -> [UInt8] {
    var json = JSONWriter()
    json.object { event in
      event.string("specversion", "1.0")
      event.string("id", id)
      event.string("source", settings.source)
      event.string("type", type)
      event.string("time", time)
      event.string("subject", episode.id)
      event.string("datacontenttype", "application/json")
      event.string("dataschema", "urn:forewarn:case-event:\(Self.contract)")
      event.object("data", data)
    }
    return json.bytes
  }

  private func data(_ json: inout JSONWriter) {
    let priority = Priority(episode, installation)
    json.string("case_id", episode.id)
    json.integer("sequence", Int64(episode.sequence))
    json.string("state", change.resolution == nil ? "open" : "resolved")
    json.string("kind", change.key.kind.name)
    json.string("previous_case_id", episode.previousID)
    json.string("instance", instance)
    json.string("title", CaseText.title(instance, lead))
    json.string("summary", CaseText.cut(CaseText.summary(change), to: 2_000))
    json.string("severity", episode.severity.name)
    json.integer("priority", Int64(priority.value))
    json.strings("priority_reasons", priority.reasons.map(short))
    json.number("risk", Double(episode.riskPermille) / 1000, decimals: 3)
    json.array("risk_contributions") { list in
      for part in episode.contributions {
        list.object { item in
          item.string("domain", part.name)
          item.number("risk", Double(part.permille) / 1000, decimals: 3)
        }
      }
    }
    json.string("confidence", confidence)
    json.string("opened_at", Timestamp.text(episode.openedMicros))
    json.string("updated_at", time)
    json.string("resolved_at", change.resolution.map { Timestamp.text($0.atMicros) })
    json.string("resolution", change.resolution?.reason.name)
    json.strings("models", models)
    json.array("reasons") { list in
      for finding in episode.findings { list.object { reason(finding, &$0) } }
    }
    json.object("customer", customer)
    json.object("affected", affected)
    json.object("major_case") { major in
      let accounts = installation?.accounts.count ?? 0
      major.bool("proposed", accounts >= settings.cases.majorCaseAccounts)
      major.integer("accounts", Int64(accounts))
      major.integer("threshold", Int64(settings.cases.majorCaseAccounts))
    }
    json.object("evidence", evidence)
    json.object("action") { action in
      action.string("text", CaseText.cut(CaseText.action(lead, instance: instance, isTriage: isTriage), to: 1_000))
      action.string("runbook", nil)
      action.string("owner", isTriage ? "triage" : installation?.owner.map(short) ?? defaultOwner)
      action.string("respond_within", priority.respondWithin)
    }
    json.null("known_error")
    json.null("ticket")
    json.object("completeness") { completeness in
      let missing = missing
      completeness.number("score", 1 - Double(missing.count) / 4, decimals: 2)
      completeness.strings("missing", missing)
    }
  }

  private var models: [String] {
    Model.allCases.filter { model in episode.findings.contains { $0.code.model == model } }.map(\.name)
  }

  /// Two domains that agree are believed more than one.
  private var confidence: String {
    episode.agreeingDomains >= 2 ? "high" : episode.riskPermille >= 850 ? "medium" : "low"
  }

  private var defaultOwner: String { change.key.kind == .usage ? "customer-success" : "perf-support" }

  private func reason(_ finding: Finding, _ json: inout JSONWriter) {
    json.string("code", finding.code.name)
    json.string("model", finding.code.model.name)
    json.string("domain", finding.domain.name)
    json.string("subject", short(finding.subject.text))
    json.string("text", short(CaseText.reason(finding)))
    json.number("score", finding.score, decimals: 3)
    json.string("at", Timestamp.text(PaneTime.end(of: finding.pane)))
  }

  private func customer(_ json: inout JSONWriter) {
    json.array("accounts") { list in
      for account in (installation?.accounts ?? []).prefix(detail.accounts) {
        list.object {
          $0.string("id", short(account.id))
          $0.string("name", short(account.name))
        }
      }
    }
    json.string("tier", installation?.tier.map(short))
    json.string("environment", installation.flatMap { $0.environment.isEmpty ? nil : short($0.environment) })
  }

  // MARK: Affected items

  private struct AffectedItem {
    var id: String?
    var ci: Name
    var soldProduct: String?
    var account: String?
  }

  /// The items that alerts named, however they spelled them; without any, all of the instance's.
  private var affectedItems: [AffectedItem] {
    let known = installation?.items ?? []
    let keys = Set(known.map(\.key))
    var named: Set<Name> = []
    var strangers: [Name] = []
    for name in episode.findings.flatMap(\.items) {
      if let key = customers.itemKey(of: name), keys.contains(key) {
        named.insert(key)
      } else if !strangers.contains(name) {
        strangers.append(name)
      }
    }
    let isNamed = !named.isEmpty || !strangers.isEmpty
    let matching = isNamed ? known.filter { named.contains($0.key) } : known
    return matching.map { AffectedItem(id: $0.id, ci: $0.ci, soldProduct: $0.soldProduct, account: $0.account) }
      + strangers.map { AffectedItem(id: nil, ci: $0, soldProduct: nil, account: nil) }
  }

  private func affected(_ json: inout JSONWriter) {
    let items = affectedItems
    json.integer("count", Int64(items.count))
    json.array("items") { list in
      for item in items.prefix(detail.affectedItems) {
        list.object {
          $0.string("install_base_item", item.id.map(short))
          $0.string("ci", short(item.ci.text))
          $0.string("sold_product", item.soldProduct.map(short))
          $0.string("account", item.account.map(short))
          $0.string("health", change.resolution == nil ? episode.severity.name : "normal")
        }
      }
    }
  }

  private var missing: [String] {
    var missing: [String] = []
    if installation?.items.isEmpty ?? true { missing.append("install_base") }
    if installation?.accounts.isEmpty ?? true { missing.append("accounts") }
    if installation?.tier == nil { missing.append("tier") }
    if installation?.environment.isEmpty ?? true { missing.append("environment") }
    return missing
  }

  // MARK: Evidence

  private func evidence(_ json: inout JSONWriter) {
    json.object("window") {
      $0.string("start", Timestamp.text(episode.windowStartMicros))
      $0.string("end", Timestamp.text(episode.windowEndMicros))
    }
    json.array("series") { list in
      for f in episode.findings.filter({ $0.code.model == .topTransactionTrending }).prefix(Self.shownSeries) {
        list.object { series(f, &$0) }
      }
    }
    json.array("alerts") { list in
      for f in episode.findings.filter({ $0.code.model == .predictivePerformanceAlerting }).prefix(detail.alerts) {
        list.object { alert(f, &$0) }
      }
    }
    if let f = episode.findings.first(where: { $0.trend != nil }), let trend = f.trend {
      json.object("trend") { self.trend(f, trend, &$0) }
    } else {
      json.null("trend")
    }
    json.array("inputs") { list in
      for range in episode.inputs.prefix(detail.inputs) {
        list.object {
          $0.string("topic", range.topic)
          $0.integer("partition", Int64(range.partition))
          $0.integer("from", range.from)
          $0.integer("to", range.to)
        }
      }
    }
    if episode.inputs.count > detail.inputs {
      json.integer("inputs_omitted", Int64(episode.inputs.count - detail.inputs))
    }
  }

  private func series(_ f: Finding, _ json: inout JSONWriter) {
    json.string("rule", f.code.name)
    json.string("name", short(f.subject.text))
    json.string("pane", Timestamp.text(PaneTime.start(of: f.pane)))
    json.string("unit", f.code == .errorShare ? "share" : f.code == .usageDrop ? "requests_per_minute" : "ms")
    let scale = f.code == .errorShare || f.code == .usageDrop ? 1.0 : 0.001
    json.number("observed", f.observed * scale, decimals: 3)
    json.number("expected", f.expected * scale, decimals: 3)
    json.integer("count", f.count)
    json.number("statistic", f.statistic, decimals: 6)
    json.number("load_share", f.loadShare, decimals: 3)
    if f.p90Micros > 0 { json.number("p90_ms", f.p90Micros / 1_000, decimals: 3) }
    if f.p99Micros > 0 { json.number("p99_ms", f.p99Micros / 1_000, decimals: 3) }
  }

  private func alert(_ f: Finding, _ json: inout JSONWriter) {
    json.string("rule", f.code.name)
    json.string("alert", short(f.subject.text))
    json.string("domain", f.domain.name)
    json.string("severity", f.severity.name)
    json.string("pane", Timestamp.text(PaneTime.start(of: f.pane)))
    json.integer("count", f.count)
    json.number("expected", f.expected, decimals: 3)
    json.number("statistic", f.statistic, decimals: 3)
    json.string("summary", f.summary.isEmpty ? nil : CaseText.cut(f.summary, to: min(200, detail.textLength)))
    json.strings("items", f.items.map { short($0.text) })
  }

  private func trend(_ f: Finding, _ t: TrendEstimate, _ json: inout JSONWriter) {
    json.string("transaction", short(f.subject.text))
    json.number("slope_ms_per_hour", t.slopePerHour / 1_000, decimals: 3)
    json.array("ci95") {
      $0.number(nil, t.slopeLow / 1_000, decimals: 3)
      $0.number(nil, t.slopeHigh / 1_000, decimals: 3)
    }
    json.number("p_value", t.pValue, decimals: 9)
    json.integer("panes", Int64(t.panes))
    json.number("level_ms", t.levelMicros / 1_000, decimals: 3)
    json.number("limit_ms", t.limitMicros / 1_000, decimals: 3)
    json.string("as_of", Timestamp.text(PaneTime.end(of: f.pane)))
    json.object("time_to_limit_hours") {
      $0.number("low", t.hoursLow, decimals: 2)
      $0.number("mid", t.hoursMid, decimals: 2)
      $0.number("high", t.hoursHigh, decimals: 2)
    }
  }
}

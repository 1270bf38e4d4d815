/// A case as a CloudEvent (contract, section 3): a full snapshot, keys in a fixed order, all times event time.
struct CaseEvent {
  static let contract = "1.1"

  let change: CaseChange
  let installation: CustomerModel.Installation?
  let customers: CustomerModel
  let settings: Settings
  var picture: LeadPicture?
  /// The install base items that the event before showed.
  var toldItems: [String] = []
  var detail = CaseDetail.whole

  private var episode: Episode { change.episode }
  private var instance: String { change.key.instance.text }
  var type: String { "dev.forewarn.case.\(change.type.name).v1" }
  var id: String { "\(episode.id).\(episode.sequence)" }
  var time: String { Timestamp.text(episode.updatedMicros) }
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
    FittingJSON.of(CaseDetail.levels) { detail in
      var event = self
      event.detail = detail
      return event.json()
    }
  }

  private func short(_ text: String) -> String { Words.cut(text, to: detail.textLength) }

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
    let priority = Priority(episode, installation, settings.priority)
    json.string("case_id", episode.id)
    json.integer("sequence", Int64(episode.sequence))
    json.string("state", change.resolution == nil ? "open" : "resolved")
    json.string("kind", change.key.kind.name)
    json.string("previous_case_id", episode.previousID)
    json.string("parent_case_id", episode.parentID)
    json.strings("related_case_ids", related)
    json.string("instance", instance)
    json.string("title", CaseText.title(change.key, episode))
    json.string("headline", CaseText.headline(change.key, episode, change.resolution))
    json.string("summary", Words.cut(CaseText.summary(change), to: 2_000))
    json.string("severity", episode.severity.name)
    json.integer("priority", Int64(priority.value))
    json.strings("priority_reasons", priority.reasons.map(short))
    json.integer("impact", Int64(priority.impact))
    json.integer("urgency", Int64(priority.urgency))
    json.number("risk", Double(episode.riskPermille) / 1000, decimals: 3)
    FittingJSON.contributions(episode.contributions, as: "risk_contributions", to: &json)
    json.string("confidence", confidence)
    course(&json)
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
    json.object("evidence") { EvidenceJSON(episode: episode, detail: detail, picture: picture).write(to: &$0) }
    let links = CaseLinks(settings.links, change)
    json.object("action") { action(priority, links.runbook, &$0) }
    json.array("links") { list in
      for link in links.links.prefix(detail.links) { list.object { self.link(link, &$0) } }
    }
    json.object("assignment") {
      $0.string("group", owner)
      $0.string("manager", installation?.accounts.first { !$0.manager.isEmpty }.map { short($0.manager) })
    }
    ForecastJSON(episode: episode, textLength: detail.textLength).write(to: &json)
    customerMessage(&json)
    json.string("known_error", (episode.remarks?.knownError).map(short))
    json.string("ticket", (episode.remarks?.ticket).map(short))
    if let remarks = episode.remarks { json.object("remarks") { self.remarks(remarks, &$0) } }
    json.object("completeness") { completeness in
      let missing = missing
      completeness.number("score", 1 - Double(missing.count) / 4, decimals: 2)
      completeness.strings("missing", missing)
    }
  }

  /// When it began, what is new, and how it ended.
  private func course(_ json: inout JSONWriter) {
    json.string("opened_at", Timestamp.text(episode.openedMicros))
    json.string("updated_at", time)
    json.string("resolved_at", change.resolution.map { Timestamp.text($0.atMicros) })
    json.string("resolution", change.resolution?.reason.name)
    json.string("outcome", change.resolution?.reason.outcome)
    if let resolution = change.resolution {
      json.object("resolution_detail") { self.detail(of: resolution, &$0) }
    } else {
      json.null("resolution_detail")
    }
    json.object("episode", told)
    json.object("change") {
      ChangeJSON(change: change, textLength: detail.textLength).write(to: &$0)
      $0.strings("install_base_items_removed", removedInstallBaseItems)
    }
  }

  /// This time, of a problem that may have come before.
  private func told(_ json: inout JSONWriter) {
    json.integer("number", Int64(episode.reopenings + 1))
    json.string("started_at", Timestamp.text(episode.startedMicros))
    json.bool("reopened", episode.reopenings > 0)
    json.bool("flapping", episode.flaps > 0)
    json.bool("daily", episode.comesDaily)
  }

  /// The fact that ended it, the worst that was measured, for how long there was something to feel, and the person who said so.
  private func detail(of resolution: Resolution, _ json: inout JSONWriter) {
    let ending = EndingText(episode: episode, resolution: resolution)
    json.string("fact", short(ending.leadingFact))
    if let worst = episode.findings.first(where: { $0.code.reason.unit != nil }),
      let unit = worst.code.reason.unit
    {
      json.object("peak") {
        $0.string("name", short(worst.subject.text))
        $0.number("value", worst.standing.worst * unit.scale, decimals: 3)
        $0.string("unit", unit.name)
      }
    } else {
      json.null("peak")
    }
    json.integer("felt_minutes", ending.lastedMicros / 60_000_000)
    json.string("confirmed_by", resolution.by.map(short))
    if let prediction = episode.prediction {
      json.object("prediction") { PredictionJSON(prediction: prediction, textLength: detail.textLength).write(to: &$0) }
    } else {
      json.null("prediction")
    }
  }

  private var models: [String] {
    Model.allCases.filter { model in episode.findings.contains { $0.code.reason.model == model } }.map(\.name)
  }

  /// Two domains that agree are believed more than one.
  private var confidence: String {
    episode.agreeingDomains >= 2 ? "high" : episode.riskPermille >= 850 ? "medium" : "low"
  }

  /// Those that a major case holds together; else the one that came before.
  private var related: [String] {
    let members = episode.members.map(\.caseID)
    return members.isEmpty ? [episode.previousID].compactMap { $0 } : Array(members.prefix(detail.accounts))
  }

  private func link(_ link: CaseLinks.Link, _ json: inout JSONWriter) {
    json.string("rel", link.rel)
    json.string("href", link.href)
    json.string("title", short(link.title))
  }

  /// null where there is nobody to write to.
  private func customerMessage(_ json: inout JSONWriter) {
    guard let message = CustomerMessage(change, installation, customers.names) else {
      return json.null("customer_message")
    }
    json.object("customer_message") {
      $0.string("title", Words.cut(message.title, to: min(160, detail.textLength)))
      $0.string("text", Words.cut(message.text, to: 1_000))
      $0.string("language", message.language.rawValue)
    }
  }

  private func action(_ priority: Priority, _ runbook: String?, _ json: inout JSONWriter) {
    json.string("text", Words.cut(CaseText.action(change, isTriage: isTriage), to: 1_000))
    json.string("runbook", runbook)
    json.string("owner", owner)
    json.string("respond_within", DurationText.text(seconds: priority.respondWithinSeconds))
    let respondBy =
      change.resolution == nil ? episode.respondFromMicros + priority.respondWithinSeconds * 1_000_000 : nil
    json.string("respond_by", respondBy.map(Timestamp.text))
  }

  /// Whom the customer model names for this kind of case, else whom the settings do.
  private var owner: String {
    if isTriage { return short(settings.owners.triage) }
    let kind = change.key.kind
    let usual =
      switch kind {
      case .performance: settings.owners.performance
      case .usage: settings.owners.usage
      case .major: settings.owners.major
      }
    return short(installation.flatMap { customers.owner(of: kind.name, in: $0) } ?? usual)
  }

  private func reason(_ finding: Finding, _ json: inout JSONWriter) {
    json.string("code", finding.code.name)
    json.string("model", finding.code.reason.model.name)
    json.string("domain", finding.domain.name)
    json.string("subject", short(finding.subject.text))
    json.string("text", short(CaseText.reason(finding, seenFrom: episode.updatedMicros)))
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

  /// What people said of the case.
  private func remarks(_ remarks: CaseRemarks, _ json: inout JSONWriter) {
    json.string("acknowledged_by", remarks.acknowledgedBy.map(short))
    json.string("acknowledged_at", remarks.acknowledgedMicros.map(Timestamp.text))
    json.string("verdict", remarks.verdict)
    json.string("cause", remarks.cause.map(short))
    json.string("action", remarks.action.map(short))
    json.strings("items_added", remarks.itemsAdded.map { short($0.text) })
    json.strings("items_removed", remarks.itemsRemoved.map { short($0.text) })
  }

  // MARK: Parts

  /// Those that the last event showed as affected and this one does not.
  private var removedInstallBaseItems: [String] {
    guard !toldItems.isEmpty else { return [] }
    let now = Set(AffectedItem.of(episode, installation, customers).compactMap(\.id).map { Name($0) })
    return toldItems.filter { !now.contains(Name($0)) }.prefix(detail.affectedItems).map(short)
  }

  private func affected(_ json: inout JSONWriter) {
    let items = AffectedItem.of(episode, installation, customers)
    json.integer("count", Int64(items.count))
    json.array("items") { list in
      for item in items.prefix(detail.affectedItems) {
        list.object {
          $0.string("install_base_item", item.id.map(short))
          $0.string("ci", short(item.ci.text))
          $0.string("sold_product", item.soldProduct.map(short))
          $0.string("product", item.product.map(short))
          $0.string("offering", item.offering.map(short))
          $0.string("account", item.account.map(short))
          $0.string("health", change.resolution?.reason.isSolved ?? false ? "normal" : episode.severity.name)
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
}

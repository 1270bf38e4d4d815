import ForewarnCore

/// The last page: what opened, what did not and why that is right, and where to go from here.
struct DemoSummary: Sendable {
  var ledger: DemoLedger
  var accounting: Accounting
  var scenario: DemoScenario
  /// The last minute that was fed.
  var minute = DemoScenario.liveMinutes - 1
  /// The last minute of the scenario was taken.
  var isWhole: Bool

  /// Nobody was bothered, and, if there was time for it, nobody was missed.
  var isRight: Bool { ledger.wronglyWarned.isEmpty && (!isWhole || ledger.missed.isEmpty) }

  func lines(_ text: CaseText) -> [String] {
    ["", text.heading("What opened")] + opened(text) + ["", text.heading("What did not, and why that is right")]
      + leftAlone(text) + verdict(text) + ["", text.heading("What the daemon did")] + counted
      + ["", text.heading("What to try next")] + next
  }

  private func opened(_ text: CaseText) -> [String] {
    let customers = DemoCustomers.all.compactMap { customer -> String? in
      guard case .warned(let because) = customer.fate else { return nil }
      return opened(customer.instance, because, "case", text)
    }
    return customers + [
      opened(
        DemoCustomers.sharedDatabase, "what three customers share is one problem of all of them", "major case", text)
    ]
  }

  private func opened(_ subject: String, _ because: String, _ noun: String, _ text: CaseText) -> String {
    let account = ledger[subject]
    guard account.opened > 0 else {
      let sentence = isWhole ? "no \(noun), although \(because)" : "no \(noun) so far; to come: \(because)"
      return "  \(Self.padded(subject)) \(isWhole ? text.bad(sentence) : sentence)"
    }
    let cases = account.opened == 1 ? "1 \(noun)" : "\(account.opened) \(noun)s"
    let state = account.isOpen ? "still open" : "resolved"
    return "  \(Self.padded(subject)) \(cases), \(state): \(because)\(lead(subject, account))"
  }

  /// How long before the limit the first case came, where the scenario has a limit that is crossed.
  private func lead(_ instance: String, _ account: DemoLedger.Account) -> String {
    guard instance == DemoScenario.drift.instance, let first = account.firstMicros else { return "" }
    let left = (scenario.micros(ofMinute: DemoScenario.drift.crosses) - first) / 60_000_000
    return left > 0 ? "; \(left) min before it took three times as long as usual" : ""
  }

  private func leftAlone(_ text: CaseText) -> [String] {
    DemoCustomers.all.flatMap { customer -> [String] in
      guard case .leftAlone(let because) = customer.fate else { return [] }
      let account = ledger[customer.instance]
      let alerts = (DemoScenario.minutes.lowerBound...minute).reduce(0) { sum, minute in
        sum + scenario.alerts(ofMinute: minute).count { $0.key == customer.applicationItem }
      }
      guard account.opened == 0 else {
        return ["  \(Self.padded(customer.instance)) \(text.bad("a case opened: \(account.title)"))"]
      }
      let counted = alerts == 1 ? "1 alert" : "\(alerts) alerts"
      return ["  \(Self.padded(customer.instance)) \(counted), no case: \(because)"]
    }
  }

  private func verdict(_ text: CaseText) -> [String] {
    if !ledger.wronglyWarned.isEmpty {
      return [
        "", text.bad("WRONG: a case opened for \(ledger.wronglyWarned.joined(separator: ", ")), which had no trouble."),
      ]
    }
    guard isWhole else { return ["", "Ended before the scenario did."] }
    return ledger.missed.isEmpty
      ? [
        "",
        text.good("As it should be: \(warned) customers warned of, \(DemoCustomers.all.count - warned) left alone."),
      ]
      : ["", text.bad("WRONG: no case, or one that did not resolve, for \(ledger.missed.joined(separator: ", ")).")]
  }

  private var warned: Int { DemoCustomers.all.count { if case .warned = $0.fate { true } else { false } } }

  private var counted: [String] {
    let a = accounting
    return [
      "  \(a.records) records read, \(a.cells) counted, \(a.duplicates) repeats of alerts counted once, \(a.late + a.quarantined + a.rejected) late or unusable",
      "  \(a.casesOpened) cases, \(a.caseEvents) case events, each committed together with its offsets",
    ]
  }

  private var next: [String] {
    [
      "  Your Kafka. Three lines in forewarn.yaml, then forewarn run --config forewarn.yaml:",
      #"    kafka: {bootstrap.servers: "your-broker:9092"}"#,
      "    topics: [{name: alerts, kind: alerts}, {name: transactions, kind: transactions}]",
      "    state: {path: /var/lib/forewarn}",
      "  What would have opened last month:   forewarn replay --config forewarn.yaml dump.jsonl.gz",
      "  Anomalies of any series in a CSV:    forewarn score cpu.csv",
      "  Who owns what (tiers, accounts):     customers: {file: customers.yaml}, see config/customers.yaml",
    ]
  }

  private static func padded(_ text: String) -> String {
    text + String(repeating: " ", count: max(0, 14 - text.count))
  }
}

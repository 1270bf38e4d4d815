/// The `instance-health` topic: one record for an instance when its risk or its open cases changed at a pane's close.
extension Engine {
  /// Risk moves this much, in per mille, before it is said again.
  private static let healthStep = 20
  private static let shownTransactions = 5

  mutating func publishHealth(
    _ situation: inout Situation, _ instance: String, _ kind: CaseKind, _ facts: CaseRules.Facts
  ) {
    let isOpen = situation.episode?.isOpen == true
    let isAtRest = situation.findings.isEmpty
    let moved = abs(facts.risk.permille - situation.publishedPermille) >= Self.healthStep
    guard moved || isOpen != situation.publishedOpen || (isAtRest && facts.risk.permille != situation.publishedPermille)
    else { return }
    situation.publishedPermille = facts.risk.permille
    situation.publishedOpen = isOpen
    emit(
      Output(
        role: .health, key: Array(instance.utf8), value: healthRecord(situation, instance, kind, facts),
        headers: [RecordHeader(name: "content-type", value: Array("application/json".utf8))]))
  }

  private func healthRecord(
    _ situation: Situation, _ instance: String, _ kind: CaseKind, _ facts: CaseRules.Facts
  ) -> [UInt8] {
    var json = JSONWriter()
    json.object { record in
      record.string("instance", instance)
      record.string("time", Timestamp.text(PaneTime.end(of: facts.pane)))
      record.string("kind", kind.name)
      record.number("risk", Double(facts.risk.permille) / 1000, decimals: 3)
      record.number("health", Double(1000 - facts.risk.permille) / 10, decimals: 1)
      record.array("contributions") { list in
        for part in facts.risk.contributions {
          list.object {
            $0.string("domain", part.name)
            $0.number("risk", Double(part.permille) / 1000, decimals: 3)
          }
        }
      }
      record.object("alerts") { alerts in
        for domain in Domain.allCases {
          let count = situation.findings.filter { $0.domain == RiskDomain(domain) }.reduce(0) { $0 + $1.count }
          alerts.integer(domain.name, count)
        }
      }
      record.array("top_transactions") { list in
        for f in situation.findings.filter({ $0.domain == .response }).prefix(Self.shownTransactions) {
          list.object {
            $0.string("transaction", f.subject)
            $0.number("share", f.loadShare, decimals: 3)
            $0.number("level_ms", f.observed / 1_000, decimals: 3)
            $0.number("slope_ms_per_hour", (f.trend?.slopePerHour ?? 0) / 1_000, decimals: 3)
            $0.number("time_to_limit_hours", f.trend?.hoursMid ?? .infinity, decimals: 2)
          }
        }
      }
      record.strings("open_cases", situation.episode.map { $0.isOpen ? [$0.id] : [] } ?? [])
    }
    return json.bytes
  }
}

/// The `instance-health` topic: one record for an instance when its risk or its open cases changed at a pane's close.
struct HealthRecord {
  /// Risk moves this much, in per mille, before it is said again.
  private static let step = 20
  private static let shownTransactions = 5

  let key: SituationKey
  let situation: Situation
  let pane: Pane
  let risk: RiskModel.Assessment

  /// What is published now when there is something to say, else nil.
  var news: PublishedHealth? {
    precondition((0...1_000).contains(risk.permille), "health is a share")
    let now = PublishedHealth(permille: risk.permille, isOpen: situation.isOpen)
    let known = situation.published
    let moved = abs(now.permille - known.permille) >= Self.step
    let came = situation.findings.isEmpty && now.permille != known.permille
    return moved || came || now.isOpen != known.isOpen ? now : nil
  }

  var output: Output {
    Output(
      role: .health, key: Array(key.instance.text.utf8), value: json,
      headers: [RecordHeader(name: "content-type", value: Array("application/json".utf8))])
  }

  private var json: [UInt8] {
    var json = JSONWriter()
    json.object { record in
      record.string("instance", key.instance.text)
      record.string("time", Timestamp.text(PaneTime.end(of: pane)))
      record.string("kind", key.kind.name)
      record.number("risk", Double(risk.permille) / 1000, decimals: 3)
      record.number("health", Double(1000 - risk.permille) / 10, decimals: 1)
      record.array("contributions") { list in
        for part in risk.contributions {
          list.object {
            $0.string("domain", part.name)
            $0.number("risk", Double(part.permille) / 1000, decimals: 3)
          }
        }
      }
      record.object("alerts") { alerts in
        for domain in Domain.allCases {
          let found = situation.findings.filter { $0.domain == RiskDomain(domain) }
          alerts.integer(domain.name, found.reduce(0) { $0 + $1.count })
        }
      }
      record.array("top_transactions") { list in
        for finding in situation.findings.filter({ $0.code.reason.isTopTransaction }).prefix(Self.shownTransactions) {
          list.object { transaction(finding, &$0) }
        }
      }
      record.strings("open_cases", openCases)
    }
    return json.bytes
  }

  private var openCases: [String] {
    guard case .open(let episode) = situation.phase else { return [] }
    return [episode.id]
  }

  private func transaction(_ finding: Finding, _ json: inout JSONWriter) {
    json.string("transaction", finding.subject.text)
    json.number("share", finding.loadShare, decimals: 3)
    json.number("level_ms", finding.observed / 1_000, decimals: 3)
    json.number("slope_ms_per_hour", (finding.trend?.slopePerHour ?? 0) / 1_000, decimals: 3)
    json.number("time_to_limit_hours", finding.trend?.hoursMid ?? .infinity, decimals: 2)
  }
}

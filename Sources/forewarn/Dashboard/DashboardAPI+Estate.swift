import ForewarnCore
import SQLiteStore
import StreamRuntime

extension DashboardAPI {
  func estate(_ scope: AccountScope, to json: inout JSONWriter) throws(StoreFailure) -> Bool {
    let estate = try reader.estate(scope)
    json.array("tiers") { list in for group in estate.tiers { list.object { Self.write(group, to: &$0) } } }
    json.array("accounts") { list in for group in estate.accounts { list.object { Self.write(group, to: &$0) } } }
    json.integer("accounts_total", estate.accountsTotal)
    json.array("shared") { list in for entry in estate.shared { list.object { Self.write(entry, to: &$0) } } }
    json.integer("outcome_days", DashboardReader.outcomeDays)
    let outcomes = estate.outcomes
    for (name, member, counts) in [
      ("outcomes", "outcome", outcomes.outcomes), ("resolutions", "resolution", outcomes.resolutions),
      ("verdicts", "verdict", outcomes.verdicts),
    ] {
      json.array(name) { list in
        for (word, cases) in counts {
          list.object {
            $0.string(member, word.isEmpty ? nil : word)
            $0.integer("cases", cases)
          }
        }
      }
    }
    json.object("forecasts") {
      for (name, cases) in [
        ("cases", outcomes.forecasts), ("early", outcomes.early), ("within", outcomes.within),
        ("late", outcomes.late), ("prevented", outcomes.prevented),
      ] { $0.integer(name, cases) }
    }
    json.object("lead") {
      $0.integer("cases", outcomes.leads)
      $0.integer("median_seconds", outcomes.medianLeadMicros.map { $0 / 1_000_000 })
    }
    return true
  }

  private static func write(_ group: DashboardReader.Group, to json: inout JSONWriter) {
    json.string("name", group.name)
    json.integer("instances", group.instances)
    json.integer("at_risk", group.atRisk)
    json.integer("learning", group.learning)
    json.integer("open_cases", group.openCases)
    json.string("worst", group.worst == .clear ? nil : group.worst.name)
    json.number("risk", group.permille.map { Double($0) / 1_000 } ?? .nan, decimals: 3)
  }
}

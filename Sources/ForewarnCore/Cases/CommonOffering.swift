/// When the cases of customers who have the same service offering are one problem, though no configuration item is behind them: they began
/// shortly one after the other, with the same, and a fair share of those who have it have one. Half of the customers may have an offering:
/// two of many that are slow on the same day are two problems.
enum CommonOffering {
  /// Of the instances with the offering that anything is heard of.
  static let leastShare = 0.3
  static let togetherMicros: Int64 = 15 * 60_000_000

  /// What leads a case: the alert by its name, or that part of the installation of which something was measured.
  struct Lead: Hashable {
    var domain: RiskDomain
    var alert: Name?

    /// nil where an alert names an item: then that is where to look.
    init?(_ finding: Finding) {
      guard finding.items.isEmpty else { return nil }
      domain = finding.domain
      alert = finding.code.reason.unit == nil ? finding.subject : nil
    }

    func isShown(by finding: Finding) -> Bool { Lead(finding) == self }
  }

  /// An open case that no other major case has.
  struct Candidate: Equatable {
    var member: CaseMember
    var lead: Lead
    var startedMicros: Int64
    /// Ids of those who have the offering there.
    var accounts: [String]
  }

  /// The most cases that are one problem, in the order in which they began; empty when none are. `instances`: how many have the offering.
  static func group(_ candidates: [Candidate], leastAccounts: Int, instances: () -> Int) -> [Candidate] {
    guard candidates.count >= 2 else { return [] }
    var leads: [Lead] = []
    var alike: [Lead: [Candidate]] = [:]
    for candidate in candidates.sorted(by: { ($0.startedMicros, $0.member.key) < ($1.startedMicros, $1.member.key) }) {
      if alike[candidate.lead] == nil { leads.append(candidate.lead) }
      alike[candidate.lead, default: []].append(candidate)
    }
    var best: ArraySlice<Candidate> = []
    for lead in leads {
      let all = alike[lead] ?? []
      var end = 0
      for first in all.indices {
        while end < all.count, all[end].startedMicros - all[first].startedMicros <= togetherMicros { end += 1 }
        guard end - first >= 2, end - first > best.count else { continue }
        if Set(all[first..<end].flatMap(\.accounts)).count >= leastAccounts { best = all[first..<end] }
      }
    }
    guard !best.isEmpty, Double(best.count) >= leastShare * Double(instances()) else { return [] }
    return Array(best)
  }

  /// Whether a case joins those that a major case has already.
  static func joins(_ candidate: Candidate, _ lead: Lead, startedMicros: [Int64]) -> Bool {
    candidate.lead == lead && startedMicros.contains { abs($0 - candidate.startedMicros) <= togetherMicros }
  }
}

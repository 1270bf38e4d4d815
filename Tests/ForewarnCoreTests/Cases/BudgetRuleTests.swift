import Testing

@testable import ForewarnCore

/// `CaseBudget` by itself: which warnings are worse than others, how long the others wait, and which budget would have sufficed.
@Suite struct BudgetRuleTests {
  /// What is felt says how bad it is; only where nothing is, how sure.
  @Test(arguments: [
    (WarningRank(.major, felt: 0.01, permille: 700), WarningRank(.minor, felt: 0.2, permille: 880)),
    (WarningRank(.minor, felt: 0.009, permille: 700), WarningRank(.minor, felt: 0.002, permille: 880)),
    (WarningRank(.minor, felt: 0.002, permille: 700), WarningRank(.minor, permille: 880)),
    (WarningRank(.minor, permille: 701), WarningRank(.minor, permille: 700)),
  ])
  func oneIsWorse(worse: WarningRank, other: WarningRank) {
    #expect(worse > other && !(other > worse))
    #expect(CaseBudget(openings: 1).admits(worse, waited: 1, after: [other]))
    #expect(!CaseBudget(openings: 1).admits(other, waited: 1, after: [worse]))
  }

  /// A little more is the same, and does not open once more.
  @Test(arguments: [(0.0040, 0.0050), (0.13, 0.2), (1e-9, 1e-8)])
  func alikeIsNotWorse(felt: Double, more: Double) {
    let one = WarningRank(.minor, felt: felt, permille: 700)
    let other = WarningRank(.minor, felt: more, permille: felt < 1e-6 ? 700 : 880)
    #expect(!(other > one) && !(one > other))
    #expect(!CaseBudget(openings: 1).admits(other, waited: 1, after: [one]))
    #expect(CaseBudget(openings: 1).admits(other, waited: 30, after: [one]))
  }

  @Test(arguments: [(0, 0), (1, 30), (2, 60), (3, 120), (4, 240), (5, 240), (400, 240)])
  func theWaitGrows(opened: Int, wait: Int) {
    #expect(CaseBudget(openings: 1).waitPanes(opened: opened) == wait)
    #expect(CaseBudget(openings: 3).waitPanes(opened: opened + 2) == wait)
  }

  /// The same warnings, one after the other: each opens with the budget that was said to be needed, and with no smaller one.
  @Test(arguments: 0..<20)
  func theNeededBudgetIsTheLeast(seed: Int) {
    var random = Random(seed: seed)
    let ranks = (0..<40).map { _ in
      WarningRank(
        random.chance(0.2) ? .major : .minor, felt: random.chance(0.5) ? 0 : 0.001 * Double(1 + random.below(200)),
        permille: 700 + random.below(200))
    }
    func run(_ openings: Int) -> [CaseBudget.Kept] {
      let budget = CaseBudget(openings: openings)
      var opened: [WarningRank] = []
      var kept: [CaseBudget.Kept] = []
      return ranks.map { rank in
        if budget.admits(rank, waited: 1, after: opened) {
          opened.append(rank)
          return CaseBudget.Kept(rank: rank, needed: openings)
        }
        kept.append(
          CaseBudget.Kept(rank: rank, needed: budget.needed(rank, waited: 1, after: opened, kept: kept)))
        return kept[kept.count - 1]
      }
    }
    let least = run(1).map(\.needed)
    #expect(least.contains { $0 > 1 } && least.contains(1))
    for openings in 1...45 {
      let opened = run(openings).map { $0.needed <= openings }
      #expect(opened == least.map { $0 <= openings }, "with a budget of \(openings)")
    }
  }
}

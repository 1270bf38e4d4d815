import Testing

@testable import ForewarnCore

/// `cases.per_customer_month`: early warnings are few, nothing that must be heard is kept back, and what is kept back is listed.
@Suite struct BudgetTests {
  /// Alerts of one type that come eight times a minute.
  struct Burst {
    var instance = "acme-prod"
    var from: Int
    var minutes = 8
    var severity = "minor"
    var ci: String?
  }

  static func planted(
    _ bursts: [Burst], panes: Int, budget: Int? = 1, customers: CustomerModel = MajorCaseTests.customers,
    slow: Range<Int> = 0..<0, asking inquiry: Inquiry? = nil
  ) -> Planted {
    Planted(
      panes: panes, settings: settings(budget), customers: customers,
      sample: { pane in
        // A pulse that keeps time going, and a customer of whom something may be felt.
        [.init(instance: "other", transaction: "ping", millis: 5, count: 1)]
          + (slow.isEmpty
            ? []
            : [
              .init(
                instance: "acme-prod", transaction: "save",
                millis: slow.contains(pane) ? 900 : 100 + Double(pane * 7 % 11), count: 60)
            ])
      }, alerts: { pane in alerts(bursts, pane) }, asking: inquiry)
  }

  private static func settings(_ budget: Int?) -> Settings {
    var settings = Settings()
    settings.cases.perCustomerMonth = budget
    settings.alerts.warmUpPanes = 60
    return settings
  }

  private static func alerts(_ bursts: [Burst], _ pane: Int) -> [String] {
    // An alert without a status is an event: how often it comes is what is told.
    func alert(_ burst: Burst, second: Int) -> String {
      let whose = burst.ci.map { #""ci":"\#($0)""# } ?? #""instance":"\#(burst.instance)""#
      let time = Timestamp.text(Planted.time(pane, second: second))
      return
        #"{\#(whose),"alert":"cpu_high","time":"\#(time)","severity":"\#(burst.severity)","domain":"capacity"}"#
    }
    // Each instance had one of them before, so that none is new.
    let known =
      pane == 0 ? Set(bursts.map(\.instance)).sorted().map { alert(Burst(instance: $0, from: 0), second: 5) } : []
    return known
      + bursts.filter { ($0.from..<$0.from + $0.minutes).contains(pane) }.flatMap { burst in
        (0..<(burst.severity == "critical" ? 1 : 8)).map { alert(burst, second: 10 + 5 * $0) }
      }
  }

  private static func kept(_ planted: Planted) -> [KeptBack] { planted.driver.engine.keptBack(atMost: 100).newest }

  private static func openings(_ planted: Planted, _ instance: String = "acme-prod") -> [Int] {
    planted.driver.cases(instance).filter { ["opened", "reopened"].contains($0.change) }.compactMap(Planted.pane)
  }

  /// What an alert opens by itself comes within a pane.
  private static func openingCount(_ planted: Planted) -> Int {
    planted.driver.cases("acme-prod").count { ["opened", "reopened"].contains($0.change) }
  }

  private static let two = [Burst(from: 1_500), Burst(from: 1_900)]

  /// A transaction that hardly anyone uses was slow; then the one that most use is, for less than half an hour. Which of them comes first
  /// decides whether the second is worse.
  @Test(arguments: [(["report", "save"], 2), (["save", "report"], 1)])
  func whatIsFeltMoreOpensToo(slow: [String], openings: Int) {
    let planted = Planted(
      panes: 2_000, settings: Self.settings(1), customers: MajorCaseTests.customers,
      sample: { pane in
        func takes(_ name: String, _ usual: Double, slower: Double) -> Double {
          let start = name == slow[0] ? 1_500 : 1_900
          return (start..<start + 15).contains(pane) ? usual * slower : usual
        }
        let usual = 100 + Double(pane * 7 % 11)
        return [
          .init(instance: "acme-prod", transaction: "report", millis: takes("report", usual, slower: 2), count: 2),
          .init(instance: "acme-prod", transaction: "save", millis: takes("save", usual, slower: 1.2), count: 60),
        ]
      })
    #expect(Self.openings(planted).count == openings)
    #expect(Self.kept(planted).count == 2 - openings)
  }

  @Test func theSecondIsKeptBackAndListed() throws {
    let one = Self.planted(Self.two, panes: 2_200)
    #expect(Self.openings(one).count == 1)
    let kept = try #require(Self.kept(one).first)
    #expect(kept.instance == "acme-prod" && kept.needed == 2 && kept.minutes >= 5 && Self.kept(one).count == 1)
    #expect(kept.text.contains("cpu_high") && kept.text.contains("would open at cases.per_customer_month 2"))
    let counted = zip(Suppression.allCases, one.driver.engine.counters.suppressed).filter { $0.1 > 0 }
    #expect(counted.map(\.0) == [.budget])
    let told = one.driver.engine.takeWarningsTold()
    #expect(told.count == 1 && told.first?.contains("acme-prod") == true)
    for budget in [2, 0, nil] {
      let more = Self.planted(Self.two, panes: 2_200, budget: budget)
      #expect(Self.openings(more).count == 2 && Self.kept(more).isEmpty, "\(budget ?? -1)")
    }
  }

  /// A problem is not missed for long.
  @Test func whatLastsOpens() throws {
    let planted = Self.planted([Burst(from: 1_500), Burst(from: 1_900, minutes: 120)], panes: 2_200)
    let late = try #require(Self.openings(planted).last) - 1_900
    #expect(Self.openings(planted).count == 2 && (15...36).contains(late), "\(late)")
    #expect(Self.kept(planted).isEmpty, "it is told after all")
  }

  @Test func whatComesAndGoesAddsUp() {
    let bursts = [Burst(from: 1_500)] + (0..<8).map { Burst(from: 1_900 + $0 * 40, minutes: 12) }
    #expect(Self.openings(Self.planted(bursts, panes: 2_400)).count == 2)
  }

  @Test func whatIsWorseOpensAtOnce() {
    let planted = Self.planted([Burst(from: 1_500), Burst(from: 1_900, severity: "major")], panes: 2_200)
    #expect(Self.openings(planted).contains { (1_900...1_906).contains($0) })
  }

  @Test func criticalAlertsAndFeltHarmAreNeverKeptBack() {
    let alert = Self.planted(
      [Burst(from: 1_500), Burst(from: 1_900, minutes: 1, severity: "critical")], panes: 2_200)
    #expect(Self.openingCount(alert) == 2)
    let felt = Self.planted([Burst(from: 1_500)], panes: 2_200, slow: 1_900..<1_930)
    #expect(Self.openings(felt).count == 2 && Self.openings(felt).contains { (1_900...1_906).contains($0) })
    // Nor do they use it up.
    let after = Self.planted(
      [Burst(from: 1_500, minutes: 1, severity: "critical"), Burst(from: 3_200)], panes: 3_500)
    #expect(Self.openingCount(after) == 2)
  }

  /// A budget is the account's: `acme-two` is another instance of the same one, `borealis-prod` of another.
  @Test func instancesOfAnAccountShareIt() {
    for (instance, count) in [("acme-two", 0), ("hub-prod", 1), ("borealis-prod", 1)] {
      let planted = Self.planted([Burst(from: 1_500), Burst(instance: instance, from: 1_900)], panes: 2_200)
      #expect(Self.openings(planted, instance).count == count, "\(instance)")
      let strangers = Self.planted(
        [Burst(from: 1_500), Burst(instance: instance, from: 1_900)], panes: 2_200, customers: .empty)
      #expect(Self.openings(strangers, instance).count == 1, "\(instance)")
    }
  }

  /// What several have is a major case, though each has had its warning.
  @Test func whatSeveralShareIsNotKeptBack() {
    let used = ["acme-prod", "borealis-prod", "cumulus-prod"].enumerated().map {
      Burst(instance: $0.element, from: 1_500 + 200 * $0.offset)
    }
    let shared = Burst(from: 2_500, minutes: 10, ci: "db-shared-07")
    let planted = Self.planted(used + [shared], panes: 2_800)
    #expect(Self.openings(planted).count == 2 && Self.openings(planted, "cumulus-prod").count == 2)
    #expect(planted.driver.cases().contains { $0["data"]["kind"].text == "major" })
  }

  @Test func afterThirtyDaysItIsForgotten() {
    let later = Int(CaseBudget.windowPanes) + 3_200
    let planted = Planted(
      panes: later + 200, settings: Self.settings(1),
      sample: { _ in [] },
      alerts: { Self.alerts([Burst(from: 1_500), Burst(from: later)], $0) })
    #expect(planted.driver.cases().count { $0.change == "opened" } == 2)
    #expect(planted.driver.engine.book.warnings.sorted.flatMap(\.value.opened).count == 1)
  }

  @Test func whyNotNamesTheBudget() {
    let planted = Self.planted(
      Self.two, panes: 2_000, asking: Inquiry(instance: "acme-prod", atMicros: Planted.time(1_906)))
    let inspection = planted.driver.engine.inspection
    let sentences = (inspection?.kinds ?? []).flatMap(\.sentences).joined(separator: " ")
    #expect(sentences.contains("kept back by the budget: 1 early warning opened"), "\(sentences)")
    #expect(sentences.contains("would open now at cases.per_customer_month 2"), "\(sentences)")
  }

  @Test(arguments: [1, 4, 12])
  func aCrashDoesNotShow(crashes: Int) {
    let log = Self.planted(
      [Burst(from: 1_500), Burst(from: 1_700), Burst(from: 1_900, minutes: 60)], panes: 2_100
    ).log
    let make = { (log: RecordLog) in
      EngineDriver(
        log, kinds: [.transactions, .alerts], settings: Self.settings(1), customers: MajorCaseTests.customers)
    }
    let whole = CrashTests.outputs(seed: 2, crashes: 0, of: log, on: make)
    let crashed = CrashTests.outputs(seed: 2, crashes: crashes, of: log, on: make)
    func warnings(_ book: [StateRow]) -> [StateRow] { book.filter { $0.key.starts(with: WarningRows.prefix) } }
    #expect(whole.outputs == crashed.outputs && warnings(whole.book) == warnings(crashed.book))
    #expect(!warnings(whole.book).isEmpty)
    #expect(whole.outputs.contains { $0.role == .cases })
  }
}

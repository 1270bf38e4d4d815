import Testing

@testable import ForewarnCore

/// No text that can reach one customer names another, in 10,000 estates with texts that were written to leak.
@Suite struct PrivacyTests {
  /// A customer model with names of one word each, and who has what.
  struct Estate {
    var customers: CustomerModel
    var table: CustomerTable
    /// Each name that tells of somebody, with the accounts that may read it.
    var names: [(text: String, readers: Set<String>)] = []

    init(seed: Int) {
      var random = Random(seed: seed)
      var table = CustomerTable()
      let accounts = 2 + random.below(5)
      for a in 0..<accounts {
        table.accounts.append(.init(id: "acct\(seed)x\(a)", name: Self.spelled("Company\(a)Q\(seed)", &random)))
        table.soldProducts.append(
          .init(id: "p\(a)", product: "Cloud", account: "acct\(seed)x\(a)", offering: "gold"))
      }
      for i in 0..<(1 + random.below(6)) {
        let owners = table.accounts.filter { _ in random.chance(0.4) }.map(\.id)
        table.instances.append(
          .init(
            id: "inst\(i)-q\(seed)", environment: "prod", accounts: owners.isEmpty ? [table.accounts[0].id] : owners,
            owner: ""))
      }
      for c in 0..<(2 + random.below(8)) {
        for _ in 0..<(1 + random.below(2)) {
          let instance = table.instances[random.below(table.instances.count)]
          let account = instance.accounts[random.below(instance.accounts.count)]
          let product = table.soldProducts.first { $0.account == account }?.id ?? ""
          table.installBase.append(
            .init(
              id: "i\(table.installBase.count)", ci: "host\(c)q\(seed)", instance: instance.id, soldProduct: product))
        }
      }
      self.table = table
      customers = CustomerModel(table)
      names = table.accounts.flatMap { account in [account.id, account.name].map { ($0, [account.id]) } }
      names += table.instances.map { ($0.id, Set($0.accounts)) }
      for ci in Set(table.installBase.map(\.ci)).sorted() {
        let rows = table.installBase.filter { $0.ci == ci }
        names.append(
          (ci, Set(rows.compactMap { row in table.soldProducts.first { $0.id == row.soldProduct }?.account })))
      }
    }

    private static func spelled(_ name: String, _ random: inout Random) -> String {
      random.chance(0.5) ? name + " Group" : name
    }

    /// A sentence with names of anybody in it, in any case, between signs.
    func sentence(_ random: inout Random) -> String {
      var words = ["disk", "of", "is", "full", "(", "again", "89%"]
      for _ in 0..<random.below(3) {
        let name = names[random.below(names.count)].text
        let word = random.chance(0.3) ? name.uppercased() : random.chance(0.3) ? name.lowercased() : name
        words.insert(random.chance(0.3) ? "[\(word)]," : word, at: random.below(words.count))
      }
      return words.joined(separator: " ")
    }

    func finding(_ random: inout Random) -> Finding {
      var finding = RiskTests.finding(
        .capacity, 3, pane: PaneTime.pane(of: EngineDriver.day),
        code: ReasonCode.allCases[random.below(ReasonCode.allCases.count)],
        subject: Name(random.chance(0.2) ? sentence(&random) : "disk_full_\(random.below(9))"))
      finding.summary = sentence(&random)
      finding.items = (0..<random.below(3)).map { _ in
        let row = table.installBase[random.below(table.installBase.count)]
        return Name(random.chance(0.3) ? row.ci.uppercased() : row.ci)
      }
      return finding
    }
  }

  /// Searched for by another rule than the one that keeps them back: as parts of the small letters of the text.
  static func leaks(in event: JSONValue, of estate: Estate, instance: String) -> [String] {
    let data = event["data"]
    let readers = Set(data["customer"]["accounts"].list.compactMap { $0["id"].text })
    var texts = ["title", "headline", "summary"].compactMap { data[$0].text }
    texts += data["reasons"].list.flatMap { [$0["text"].text, $0["subject"].text].compactMap { $0 } }
    texts += [data["action"]["text"].text, data["change"]["note"].text].compactMap { $0 }
    texts += [data["customer_message"]["title"].text, data["customer_message"]["text"].text].compactMap { $0 }
    texts += data["links"].list.compactMap { $0["href"].text }
    let alerts = data["evidence"]["alerts"].list
    texts += alerts.flatMap { [$0["summary"].text, $0["alert"].text].compactMap { $0 } }
    texts += data["evidence"]["series"].list.compactMap { $0["name"].text }
    let items =
      (alerts.flatMap { $0["items"].list } + data["affected"]["items"].list.map { $0["ci"] }
      + data["change"]["items_added"].list).compactMap(\.text)
    func isNaming(_ text: String, _ name: String) -> Bool {
      name != instance
        && text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
          .contains(name.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " "))
    }
    var found: [String] = []
    for name in estate.names where !readers.isEmpty {
      // Items are listed by name: what one of two readers has stands there for both.
      let hidden = items.contains { isNaming($0, name.text) } && readers.isDisjoint(with: name.readers)
      let isItem = name.text.hasPrefix("host")
      let told = texts.contains { isNaming($0, name.text) }
      let isForAll = isItem ? !readers.isDisjoint(with: name.readers) : readers.isSubset(of: name.readers)
      if hidden || told && !isForAll { found.append(name.text) }
    }
    return found
  }

  private static func change(of estate: Estate, _ random: inout Random) -> CaseChange {
    let key = SituationKey(Name(estate.table.instances[random.below(estate.table.instances.count)].id), .performance)
    let facts = CaseFacts(
      pane: PaneTime.pane(of: EngineDriver.day), atMicros: EngineDriver.day + 60_000_000,
      risk: RiskModel.Assessment(risk: 0.9, permille: 900, contributions: [], agreeing: 1), severity: .major,
      isDataSeen: true)
    let found = (0..<(1 + random.below(4))).map { _ in estate.finding(&random) }
    var episode = Episode(key, strongest: found.first, previousID: nil, atMicros: EngineDriver.day)
    episode.advance(facts, inputs: [])
    episode.show(found, facts)
    var before: Episode?
    if random.chance(0.5) {
      before = episode
      episode.advance(facts, inputs: [])
      episode.show([estate.finding(&random)], facts)
    }
    let resolution = random.chance(0.3) ? Resolution(atMicros: facts.atMicros, pane: facts.pane) : nil
    return CaseChange(
      type: resolution == nil ? .updated : .resolved, key: key, episode: episode, resolution: resolution, before: before
    )
  }

  @Test(arguments: 0..<10)
  func nobodyIsNamedToAnother(tenth: Int) throws {
    var withheld: Int64 = 0
    for seed in 0..<1_000 {
      let estate = Estate(seed: tenth * 1_000 + seed)
      var random = Random(seed: seed)
      let change = Self.change(of: estate, &random)
      let told = Teller(settings: Settings()).tell(
        .changed(change), Directory(customers: estate.customers, Settings()))
      withheld += told.textsWithheld
      let event = try #require(told.output.value.flatMap(JSONValue.init(bytes:)))
      #expect(
        Self.leaks(in: event, of: estate, instance: change.key.instance.text) == [], "estate \(tenth * 1_000 + seed)")
    }
    #expect(withheld > 500)
  }

  /// The search finds what is there: the same events, told without the check.
  @Test func aPlantedLeakIsFound() throws {
    var found = 0
    for seed in 0..<200 {
      let estate = Estate(seed: seed)
      var random = Random(seed: seed)
      let change = Self.change(of: estate, &random)
      let event = CaseEvent(
        change: change, installation: estate.customers.installation(change.key.instance), customers: estate.customers,
        settings: Settings())
      let json = try #require(JSONValue(bytes: event.json()))
      if !Self.leaks(in: json, of: estate, instance: change.key.instance.text).isEmpty { found += 1 }
    }
    #expect(found > 100)
  }

  @Test(arguments: [
    ("backup of Borealis Ltd failed", true), ("BOREALIS LTD is slow", true), ("borealis-prod: 3 errors", true),
    ("see app-borealis-01.", true), ("boreal forest, limited", false), ("acme-prod and acme Ltd", false),
    ("db-shared-07 is full", false), ("borealis", false), ("", false),
  ])
  func wholeNamesInAnyCase(_ text: String, _ isLeak: Bool) {
    let names = MajorCaseTests.customers.names
    #expect(names.tellsOfOthers(text, about: "acme-prod", to: ["A0"]) == isLeak)
  }
}

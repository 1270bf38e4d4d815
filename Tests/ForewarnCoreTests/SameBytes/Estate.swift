import ForewarnCore

/// Whose trouble a story tells of: a few instances with their transactions and items, and what the customer model knows of them.
struct Estate {
  struct Transaction {
    var name: String
    var millis: Double
    /// Requests a minute.
    var requests: Int
  }

  struct Instance {
    var name: String
    var item: String
    var transactions: [Transaction]
  }

  var instances: [Instance]
  /// An item under the first instances, when there are several; its alerts reach all of them.
  var sharedItem: String?
  var customers = CustomerModel.empty

  /// No two that are canonically equivalent, and none that begins with a combining mark.
  private static let names = [
    "acme-prod", "globex-prod", "initech-test", "umbrella", "hooli-eu-1", "stark.industries", "wayne_prod", "tyrell",
    "münchen-prod", "東京-本番", "🚀-prod", "ops|prod", "quote\"d\\name", "tab\tname", "Ame\u{301}lie",
    "👩‍👩‍👧‍👦-family", "İstanbul", "x", "12345", "|performance", String(repeating: "long-", count: 60),
    String(repeating: "名", count: 90), String(repeating: "é", count: 128) + "!",
  ]
  private static let transactions = [
    "checkout", "search", "incident.list", "GET /api/v1/orders/{id}", "login", "помощь", "a",
    String(repeating: "segment/", count: 40), "naïve café", "🛒",
  ]

  init(seed: Int, _ random: inout Random) {
    var names = Self.names.shuffled(using: &random)
    // Plain names more often than odd ones.
    if random.chance(0.4) { names = Self.names.prefix(8).shuffled(using: &random) }
    let isSmall = Story.isDay(seed)
    var seriesLeft = isSmall ? 1 : 6
    instances = (0..<random.between(1...(isSmall ? 2 : 6))).map { number in
      let count = min(random.between(1...3), max(1, seriesLeft))
      seriesLeft -= count
      let transactions = Self.transactions.shuffled(using: &random).prefix(count).map { name in
        Transaction(
          name: name, millis: [3, 45, 180, 620, 2_400].picked(by: &random) * (0.7 + 0.6 * random.uniform()),
          requests: [4, 25, 60, 240, 1_300].picked(by: &random))
      }
      let item =
        number % 3 == 2 ? names[number] : "ci-\(number).\(["example.com", "internal", "数"].picked(by: &random))"
      return Instance(name: names[number], item: item, transactions: Array(transactions))
    }
    if Self.isVerbose(seed) { instances[0].name = "prod" + String(repeating: "\"\\", count: 120) }
    if instances.count > 1, random.chance(0.7) { sharedItem = "db-shared-07" }
    if seed % 5 != 0 { customers = CustomerModel(table(seed: seed, &random)) }
  }

  /// So many accounts and items that an event cannot name them all, and in some so long names that it must cut them.
  static func isVast(_ seed: Int) -> Bool { seed % 25 == 6 }
  static func isVerbose(_ seed: Int) -> Bool { seed % 50 == 6 }

  /// Most of what is there; now and then something, or an instance, is not known.
  private func table(seed: Int, _ random: inout Random) -> CustomerTable {
    var table = CustomerTable()
    let isVast = Self.isVast(seed)
    /// Six bytes of JSON a character.
    func text(_ text: String) -> String { Self.isVerbose(seed) ? text + String(repeating: "\u{7}", count: 280) : text }

    for number in 0..<(isVast ? 230 : random.between(1...4)) {
      table.accounts.append(.init(id: text("ACC-\(number)"), name: text("Account № \(number)")))
    }
    for number in 0..<4 {
      table.soldProducts.append(
        .init(
          id: "SP-\(number)", product: "Service", account: table.accounts.picked(by: &random).id,
          offering: text(["platinum", "Gold", "silver", "bronze"].picked(by: &random))))
    }
    let known = seed % 5 == 3 ? instances.dropLast(instances.count / 2) : instances[...]
    for (number, instance) in known.enumerated() {
      let environment =
        isVast && number == 0 ? "prod" : ["prod", "prod", "production", "test", "staging", ""].picked(by: &random)
      let accounts =
        isVast && number == 0
        ? table.accounts
        : random.chance(0.2) ? [] : table.accounts.shuffled(using: &random).prefix(2).dropLast(number % 2)
      table.instances.append(
        .init(
          id: instance.name, environment: environment, accounts: accounts.map(\.id),
          owner: isVast ? text("all") : ["", "ann", "team-ü"].picked(by: &random)))
      guard !random.chance(0.15) else { continue }
      table.installBase.append(
        .init(id: "IBI-\(number)", ci: instance.item, instance: instance.name, soldProduct: "SP-\(number % 5)"))
      if number < 3, let sharedItem {
        table.installBase.append(
          .init(id: "IBI-1\(number)", ci: sharedItem, instance: instance.name, soldProduct: "SP-\(number % 4)"))
      }
      guard isVast, number == 0 else { continue }
      for item in 0..<140 {
        table.installBase.append(
          .init(id: text("IBI-2\(item)"), ci: text("host-\(item)"), instance: instance.name, soldProduct: text("SP-0")))
      }
    }
    return table
  }
}

extension Random {
  mutating func between(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

  /// About normal, of scale 1, by nothing but sums.
  mutating func bell() -> Double { 2 * (uniform() + uniform() + uniform() - 1.5) }
}

extension RandomAccessCollection where Index == Int {
  func picked(by random: inout Random) -> Element { self[startIndex + random.below(count)] }
}

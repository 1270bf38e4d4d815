import ForewarnCore

/// The customer model as a YAML file: `version: 1` and four lists. As strict as the configuration.
enum CustomersFile {
  static let maximumBytes = 64 << 20

  static func load(_ path: String) throws(ConfigurationFailure) -> CustomerTable {
    try read(try ConfigurationFile.bytes(of: path, limit: maximumBytes), source: path)
  }

  static func read(_ bytes: [UInt8], source: String) throws(ConfigurationFailure) -> CustomerTable {
    try read(ConfigurationFile.tree(of: bytes, source: source, limit: maximumBytes))
  }

  static func read(_ tree: YAMLNode) throws(ConfigurationFailure) -> CustomerTable {
    var findings = Findings()
    var contents = Contents()
    table.read(tree, into: &contents, &findings)
    // Rows that could not be read whole would only bring errors that follow from theirs.
    if findings.problems.isEmpty { checkReferences(contents.table, &findings) }
    try findings.throwErrors()
    return contents.table
  }

  struct Contents: Sendable {
    var version = 1
    var table = CustomerTable()
  }

  static let table = KeyTable<Contents>(keys: [
    .integer("version", \.version, 1...1, "Version of this file's form.").required,
    .rows(
      "accounts", \.table.accounts,
      KeyTable<CustomerTable.Account>(
        keys: [
          .text("id", \.id, .any, "The account's id.").required,
          .text("name", \.name, .any, "Its name, for people.").required,
          .choice(
            "language", \.language, Language.allCases, name: { $0.rawValue }, "In which its people are written to."),
          .text("manager", \.manager, .any, "Who answers for it to its people: the support account manager."),
        ] + owners(\.owners.owner, \.owners.byKind)),
      empty: { CustomerTable.Account(id: "", name: "") }, "Who owns instances."),
    .rows(
      "instances", \.table.instances,
      KeyTable<CustomerTable.Instance>(
        keys: [
          .text("id", \.id, .any, "The instance, as events name it.").required,
          .text("environment", \.environment, .any, "prod, test, …"),
          .texts("accounts", \.accounts, "Accounts that use it; a shared instance has several."),
          .timeZone(
            "time_zone", \.ownTimeZone,
            "By whose hours it is used: Europe/Berlin, +05:30; default: customers.time_zone of the configuration."),
        ] + owners(\.owners.owner, \.owners.byKind)),
      empty: { CustomerTable.Instance(id: "", environment: "", accounts: [], owner: "") },
      "Customers' installations, the unit of risk."),
    .rows(
      "sold_products", \.table.soldProducts,
      KeyTable(keys: [
        .text("id", \.id, .any, "The sold product's id.").required,
        .text("product", \.product, .any, "What was sold.").required,
        .text("account", \.account, .any, "To whom.").required,
        .text("offering", \.offering, .any, "The service offering: platinum, gold, silver or another.").required,
      ]),
      empty: { CustomerTable.SoldProduct(id: "", product: "", account: "", offering: "") }, "What accounts bought."),
    .rows(
      "install_base", \.table.installBase,
      KeyTable(keys: [
        .text("id", \.id, .any, "The install base item's id.").required,
        .text("ci", \.ci, .any, "The configuration item, as alerts name it.").required,
        .text("instance", \.instance, .any, "The instance that uses it.").required,
        .text("sold_product", \.soldProduct, .any, "The sold product that it belongs to.").required,
      ]),
      empty: { CustomerTable.InstallBaseItem(id: "", ci: "", instance: "", soldProduct: "") },
      "Configuration items as instances use them; a shared one has an item for each of its instances."),
    .rows(
      "offerings", \.table.offerings,
      KeyTable<CustomerTable.Offering>(
        keys: [.text("id", \.id, .any, "The offering, as sold products name it.").required]
          + owners(\.owners.owner, \.owners.byKind)),
      empty: { CustomerTable.Offering(id: "") }, "Who handles cases where neither instance nor account names anybody."),
  ])

  private static func owners<Row: Sendable>(
    _ owner: any WritableKeyPath<Row, String> & Sendable,
    _ byKind: any WritableKeyPath<Row, [String: String]> & Sendable
  ) -> [Key<Row>] {
    [
      .text("owner", owner, .any, "Who handles its performance cases."),
      .mapping(
        "owners", byKind, MappingForm<String>.texts(CaseKind.ofInstances.map(\.name)),
        "Who handles its cases, by their kind; comes before owner."),
    ]
  }

  private static func checkReferences(_ table: CustomerTable, _ findings: inout Findings) {
    let accounts = index(table.accounts.map(\.id), of: "accounts", "account", &findings)
    let instances = index(table.instances.map(\.id), of: "instances", "instance", &findings)
    let products = index(table.soldProducts.map(\.id), of: "sold_products", "sold product", &findings)
    _ = index(table.installBase.map(\.id), of: "install_base", "install base item", &findings)
    _ = index(table.offerings.map { $0.id.lowercased() }, of: "offerings", "offering", &findings)

    checkCut(table.instances.map(\.id), "instance", in: { "instances[\($0)].id" }, &findings)
    checkCut(table.installBase.map(\.ci), "configuration item", in: { "install_base[\($0)].ci" }, &findings)

    for (row, instance) in table.instances.enumerated() {
      for (item, account) in instance.accounts.enumerated() {
        accounts.check(account, at: "instances[\(row)].accounts[\(item)]", &findings)
      }
    }
    for (row, product) in table.soldProducts.enumerated() {
      accounts.check(product.account, at: "sold_products[\(row)].account", &findings)
    }
    for (row, item) in table.installBase.enumerated() {
      instances.check(item.instance, at: "install_base[\(row)].instance", &findings)
      products.check(item.soldProduct, at: "install_base[\(row)].sold_product", &findings)
    }
    let sold = Set(table.soldProducts.map { $0.offering.lowercased() })
    let bought = Index(noun: "offering", ids: sold.sorted(), known: sold)
    for (row, offering) in table.offerings.enumerated() {
      bought.check(offering.id.lowercased(), at: "offerings[\(row)].id", &findings)
      if offering.owners == CustomerTable.Owners(), let position = findings.positions["offerings[\(row)].id"] {
        findings.add("offering \"\(offering.id)\" names no owner", at: position)
      }
    }
  }

  /// Names of events are cut at a limit, and these with them: two that are then one could not be told apart.
  private static func checkCut(
    _ ids: [String], _ noun: String, in path: (Int) -> String, _ findings: inout Findings
  ) {
    var rows: [Name: Int] = [:]
    for (row, id) in ids.enumerated() where id.utf8.count > Limits.nameBytes {
      let name = Name(asInEvents: id)
      guard let first = rows[name] else {
        rows[name] = row
        continue
      }
      guard ids[first] != id, let position = findings.positions[path(row)] else { continue }
      let line = findings.positions[path(first)]?.line ?? 0
      findings.add(
        "the \(noun) has the same first \(Limits.nameBytes) bytes as the one in line \(line); names in events are cut there, so write names that differ before, here and in what is sent",
        at: position)
    }
  }

  /// The ids of one list, for the references to them.
  private struct Index {
    var noun: String
    var ids: [String]
    var known: Set<String>

    func check(_ id: String, at path: String, _ findings: inout Findings) {
      if known.contains(id) { return }
      // Looking for a near id costs the whole list; a file full of dangling references gets its suggestions on the first ones.
      let clause = findings.problems.count < 100 ? Suggestion.clause(for: id, in: ids) : ""
      if let position = findings.positions[path] { findings.add("unknown \(noun) \"\(id)\"\(clause)", at: position) }
    }
  }

  private static func index(_ ids: [String], of list: String, _ noun: String, _ findings: inout Findings) -> Index {
    var rows: [String: Int] = [:]
    for (row, id) in ids.enumerated() {
      if let first = rows[id] {
        guard let position = findings.positions["\(list)[\(row)].id"] else { continue }
        let line = findings.positions["\(list)[\(first)].id"]?.line ?? 0
        findings.add("\(noun) \"\(id)\" stands here again, first in line \(line)", at: position)
      } else {
        rows[id] = row
      }
    }
    return Index(noun: noun, ids: ids, known: Set(rows.keys))
  }
}

extension CustomerTable.Instance {
  /// What the file says, where it says anything.
  fileprivate var ownTimeZone: TimeZoneSteps {
    get { timeZone ?? .utc }
    set { timeZone = newValue }
  }
}

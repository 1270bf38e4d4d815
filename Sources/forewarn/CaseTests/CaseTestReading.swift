import ForewarnCore

/// A file of tests, read whole: with its configuration and its customers.
struct LoadedCaseTests: Sendable {
  var configuration: Configuration
  var customers: CustomerTable
  var tests: [CaseTest]

  static let maximumBytes = 1 << 20

  static func load(_ path: String) throws(ConfigurationFailure) -> LoadedCaseTests {
    let tree = try ConfigurationFile.tree(
      of: ConfigurationFile.bytes(of: path, limit: maximumBytes), source: path, limit: maximumBytes)
    return try read(tree, beside: path)
  }

  private static func read(_ tree: YAMLNode, beside path: String) throws(ConfigurationFailure) -> LoadedCaseTests {
    var findings = Findings()
    var file = CaseTestFile()
    CaseTestKeys.file.read(tree, into: &file, &findings)
    place(&file, &findings)
    for row in file.feed.transactions.indices { check(file.feed.transactions[row], "transactions[\(row)]", &findings) }
    for row in file.feed.alerts.indices { check(file.feed.alerts[row], "alerts[\(row)]", &findings) }
    for (index, test) in file.tests.enumerated() { check(test, "tests[\(index)]", &findings) }
    try findings.throwErrors()

    let configuration = try configuration(file, beside: path)
    let customers: CustomerTable
    if let node = file.customersNode {
      customers = try self.customers(node, beside: path)
    } else {
      customers = try EngineAssembly.customerTable(configuration)
    }
    return LoadedCaseTests(
      configuration: configuration, customers: customers,
      tests: file.tests.map { test in
        var test = test
        test.start = test.start ?? file.start
        test.feed.transactions = file.feed.transactions + test.feed.transactions
        test.feed.alerts = file.feed.alerts + test.feed.alerts
        test.feed.signals = file.feed.signals + test.feed.signals
        test.feed.inputs = (file.feed.inputs + test.feed.inputs).map { beside(path, $0) }
        return test
      })
  }

  /// Says to tests and expectations where they stand.
  private static func place(_ file: inout CaseTestFile, _ findings: inout Findings) {
    for index in file.tests.indices {
      let path = "tests[\(index)]"
      if let position = findings.positions["\(path).name"] { file.tests[index].position = position }
      file.tests[index].places = file.tests[index].expected.indices.map {
        findings.positions["\(path).cases[\($0)].expect"] ?? file.tests[index].position
      }
    }
  }

  private static func check(_ test: CaseTest, _ path: String, _ findings: inout Findings) {
    for row in test.feed.transactions.indices {
      check(test.feed.transactions[row], "\(path).transactions[\(row)]", &findings)
    }
    for row in test.feed.alerts.indices { check(test.feed.alerts[row], "\(path).alerts[\(row)]", &findings) }
    for (row, expectation) in test.expected.enumerated() where row < test.places.count {
      if expectation.at != nil, expectation.between != nil {
        findings.add("an event is expected `at` a time or `between` two, not both", at: test.places[row])
      }
      for code in expectation.reasons where !RulesInForce.codes.contains(code) {
        findings.add(
          "unknown reason \"\(code)\"\(Suggestion.clause(for: code, in: RulesInForce.codes))", at: test.places[row])
      }
    }
  }

  /// What one value stands for all minutes of, the others have to have minute by minute.
  private static func check(_ row: TestTransaction, _ path: String, _ findings: inout Findings) {
    for (name, series) in [("count", row.count), ("errors", row.errors)] {
      guard let minutes = row.millis?.values.count, let series, series.values.count > 1 || minutes == 1,
        series.values.count != minutes, let position = findings.positions["\(path).\(name)"]
      else { continue }
      findings.add(
        "\(path).\(name) has \(series.values.count) minutes and values \(minutes); write as many, or one number for all",
        at: position)
    }
  }

  private static func check(_ row: TestAlert, _ path: String, _ findings: inout Findings) {
    guard let position = findings.positions["\(path).alert"] else { return }
    if row.instance.isEmpty, row.ci.isEmpty {
      findings.add("an alert needs an instance, or a ci that the customer model knows", at: position)
    }
    if (row.fires == nil) == (row.counts == nil) {
      findings.add("an alert needs either `fires`, or `values`: how many fire a minute", at: position)
    }
  }

  // MARK: What a test is run with

  /// The file that is named, or the least that is complete, with the sections of the test over it.
  private static func configuration(
    _ file: CaseTestFile, beside path: String
  ) throws(ConfigurationFailure) -> Configuration {
    // A test needs no secrets, and no broker.
    let reader = ConfigurationFile(secrets: nil)
    var tree: YAMLNode
    var source = path
    if let node = file.config {
      source = beside(path, try self.path(node, "config"))
      tree = try ConfigurationFile.tree(
        of: ConfigurationFile.bytes(of: source, limit: ConfigurationFile.maximumBytes), source: source,
        limit: ConfigurationFile.maximumBytes)
    } else {
      let least =
        "{version: 1, kafka: {bootstrap.servers: none}, state: {path: none}, topics: [{name: alerts, kind: alerts}, {name: transactions, kind: transactions}]}"
      tree = try ConfigurationFile.tree(of: Array(least.utf8), source: source, limit: least.utf8.count)
    }
    if let settings = file.settings { tree.merge(settings) }
    var configuration = try reader.read(tree, source: source).configuration
    configuration.customersFile = configuration.customersFile.map { beside(source, $0) }
    return configuration
  }

  private static func customers(_ node: YAMLNode, beside path: String) throws(ConfigurationFailure) -> CustomerTable {
    if case .mapping = node.content { return try CustomersFile.read(node) }
    return try CustomersFile.load(beside(path, try self.path(node, "customers")))
  }

  private static func path(_ node: YAMLNode, _ key: String) throws(ConfigurationFailure) -> String {
    var findings = Findings()
    let text = findings.text(of: node, path: key, .any)
    try findings.throwErrors()
    return text ?? ""
  }

  private static func beside(_ path: String, _ file: String) -> String {
    guard !file.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return file }
    return path[...slash] + file
  }
}

extension YAMLNode {
  /// What the other says takes the place of what is here, section by section.
  fileprivate mutating func merge(_ other: YAMLNode) {
    guard case .mapping(var entries) = content, case .mapping(let others) = other.content else {
      self = other
      return
    }
    for entry in others {
      if let index = entries.firstIndex(where: { $0.name == entry.name }) {
        entries[index].value.merge(entry.value)
        entries[index].position = entry.position
      } else {
        entries.append(entry)
      }
    }
    content = .mapping(entries)
  }
}

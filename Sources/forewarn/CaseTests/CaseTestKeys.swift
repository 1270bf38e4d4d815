import ForewarnCore

/// The keys of a file of tests: as strict as the configuration.
enum CaseTestKeys {
  private static let startForm = "a moment such as 2026-11-24T00:00:00Z"

  /// It is what other times are counted from.
  @Sendable private static func start(_ text: String) -> TestMoment? {
    TestMoment(text).flatMap { $0.isAfterStart ? nil : $0 }
  }

  static let file = KeyTable<CaseTestFile>(
    keys: [
      .integer("version", \.version, 1...1, "Version of this file's form.").required,
      .node("config", \.config, "The configuration file, beside this one; default: all defaults."),
      .node("settings", \.settings, "Sections as in the configuration file, which override it."),
      .node(
        "customers", \.customersNode, "The customers file, or what stands in one; default: that of the configuration."),
      .parsed("start", \.start, form: startForm, start),
      .rows("tests", \.tests, test, empty: { CaseTest() }, "The tests.").required,
    ] + feed(\.feed.transactions, \.feed.alerts, \.feed.signals, \.feed.inputs))

  private static let test = KeyTable<CaseTest>(
    keys: [
      .text("name", \.name, .any, "What should happen, in a sentence.").required,
      .parsed("start", \.start, form: startForm, start),
      .parsed("until", \.until, form: TestMoment.form) { TestMoment($0) },
      .rows(
        "cases", \.expected, expectation, empty: { Expectation() },
        "The case events that are expected; a case that opens and is not among them fails the test."
      ).required,
    ] + feed(\.feed.transactions, \.feed.alerts, \.feed.signals, \.feed.inputs))

  private static func feed<Root: Sendable>(
    _ transactions: any WritableKeyPath<Root, [TestTransaction]> & Sendable,
    _ alerts: any WritableKeyPath<Root, [TestAlert]> & Sendable,
    _ signals: any WritableKeyPath<Root, [TestSignal]> & Sendable,
    _ inputs: any WritableKeyPath<Root, [String]> & Sendable
  ) -> [Key<Root>] {
    [
      .rows("transactions", transactions, transaction, empty: { TestTransaction() }, "Requests, minute by minute."),
      .rows("alerts", alerts, alert, empty: { TestAlert() }, "Alerts."),
      .rows("signals", signals, signal, empty: { TestSignal() }, "Values of signals, minute by minute."),
      .texts("inputs", inputs, "Recorded input, as replay takes it; files beside this one."),
    ]
  }

  private static let transaction = KeyTable<TestTransaction>(keys: [
    .texts("instances", \.instances, "Whose they are.").required,
    .text("transaction", \.name, .any, "Its name.").required,
    .parsed("from", \.from, form: TestMoment.form) { TestMoment($0) },
    .parsed("values", \.millis, form: TestSeries.form) { TestSeries($0) }.required,
    .parsed("count", \.count, form: TestSeries.form) { TestSeries($0) },
    .parsed("errors", \.errors, form: TestSeries.form) { TestSeries($0) },
    .number("noise", \.noise, 0...0.5, "How much a minute's mean strays, as a share of it."),
  ])

  private static let signal = KeyTable<TestSignal>(keys: [
    .texts("instances", \.instances, "Whose it is.").required,
    .text("signal", \.name, .any, "Its name.").required,
    .text("unit", \.unit, .any, "What it is a number of."),
    .parsed("from", \.from, form: TestMoment.form) { TestMoment($0) },
    .parsed("values", \.values, form: TestSeries.form) { TestSeries($0) }.required,
    .number("noise", \.noise, 0...0.5, "How much a value strays, as a share of it."),
  ])

  private static let alert = KeyTable<TestAlert>(keys: [
    .text("instance", \.instance, .any, "Whose it is; of a configuration item, the customer model says so."),
    .text("ci", \.ci, .any, "The configuration item."),
    .text("alert", \.name, .any, "Its name.").required,
    .choice("domain", \.domain, Domain.allCases, name: { $0.name }, "What part of the installation it speaks of."),
    .choice("severity", \.severity, Severity.allCases, name: { $0.name }, "How bad it is."),
    .text("fingerprint", \.fingerprint, .any, "Which of the alerts of this name it is; default: name and item."),
    .text("summary", \.summary, .any, "Its text."),
    .parsed("fires", \.fires, form: TestMoment.form) { TestMoment($0) },
    .parsed("resolves", \.resolves, form: TestMoment.form) { TestMoment($0) },
    .parsed("from", \.from, form: TestMoment.form) { TestMoment($0) },
    .parsed("values", \.counts, form: TestSeries.form) { TestSeries($0) },
  ])

  private static let expectation = KeyTable<Expectation>(keys: [
    .choice("expect", \.wanted, Expectation.Wanted.all, name: { $0.name }, "The type of the event, or none.").required,
    .text("instance", \.instance, .any, "Whose case it is; of a major case, what is shared."),
    .parsed("kind", \.kind, form: "one of \(CaseKind.allCases.map(\.name).joined(separator: ", "))") { name in
      CaseKind.allCases.first { $0.name == name }
    },
    .parsed("at", \.at, form: TestMoment.form) { TestMoment($0) },
    .parsed("between", \.between, form: "two times, such as 24h..24h30m, 24h.. or ..24h") { TestSpan($0) },
    .parsed("severity", \.severity, form: "a severity or bounds, such as minor..major or major..") { text in
      Bounds(text) { name in Severity.allCases.first { $0.name == name } }
    },
    .parsed("priority", \.priority, form: "a priority or bounds, such as 1..2") { text in Bounds(text) { Int($0) } },
    .texts("reasons", \.reasons, "Codes that are among its reasons."),
    .text("resolution", \.resolution, .any, "By what it was resolved."),
    .text("contains", \.contains, .any, "What title, headline or summary contain."),
  ])
}

extension Key {
  /// A text that is read into a value of its own.
  static func parsed<Value: Sendable>(
    _ path: String, _ target: any WritableKeyPath<Root, Value?> & Sendable, form: String,
    _ parse: @escaping @Sendable (String) -> Value?
  ) -> Key {
    Key(
      description: KeyDescription(path: path, value: .text(.any), documentation: form),
      read: { node, path, root, findings in
        guard let text = findings.text(of: node, path: path, .any) else { return }
        guard let value = parse(text) else {
          return findings.add("\(path) must be \(form), not \"\(text)\"", at: node.position)
        }
        root[keyPath: target] = value
      },
      shown: { _ in .null })
  }

  /// What another table reads.
  static func node(
    _ path: String, _ target: any WritableKeyPath<Root, YAMLNode?> & Sendable, _ documentation: String
  ) -> Key {
    Key(
      description: KeyDescription(path: path, value: .text(.any), documentation: documentation),
      read: { node, _, root, _ in root[keyPath: target] = node }, shown: { _ in .null })
  }
}

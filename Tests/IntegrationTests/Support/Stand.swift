import ForewarnCore
import Glibc
import KafkaTransport

/// Two input topics of one test, and a configuration that reads them.
struct Stand {
  let name: String
  let folder: String
  let bootstrap: String

  var alerts: String { name + "-alerts" }
  var transactions: String { name + "-transactions" }
  var control: String { name + "-control" }
  var installBase: String { name + "-base" }
  var configuration: String { folder + "/forewarn.yaml" }
  var kafka: [(name: String, value: String)] { [("bootstrap.servers", bootstrap)] }

  /// - Parameter hasControl: whether there are topics for what people say, and for whose things are.
  /// - Parameter extra: YAML lines that go into the configuration, at the top level.
  init(
    _ name: String, alertPartitions: Int = 3, transactionPartitions: Int = 4, bootstrap: String? = nil,
    hasControl: Bool = false, extra: String = ""
  ) throws {
    self.name = "\(name)-\(getpid())-\(Int(Clock.seconds * 1000))"
    self.bootstrap = try bootstrap ?? TestBroker.shared.get()
    folder = "\(Files.temporary)/\(self.name)"
    mkdir(folder, 0o700)
    try Files.write(
      """
      kafka: {bootstrap.servers: "\(self.bootstrap)"}
      topics:
        - {name: \(self.name)-alerts, kind: alerts}
        - {name: \(self.name)-transactions, kind: transactions}
      \(hasControl ? "  - {name: \(self.name)-control, kind: control}" : "")
      \(hasControl ? "  - {name: \(self.name)-base, kind: install-base}" : "")
      state: {path: \(folder)/state}
      customers: {file: customers.yaml}
      admin: {listen: null}
      transactions: {warm_up_panes: 30}
      alerts: {warm_up_panes: 30}
      \(extra)
      """, to: configuration)
    try Files.write(Self.customers, to: folder + "/customers.yaml")
    try create(
      [
        .init(alerts, partitions: alertPartitions), .init(transactions, partitions: transactionPartitions),
      ] + (hasControl ? [.init(control, partitions: 1), .init(installBase, partitions: 1)] : []))
  }

  func create(_ topics: [TopicMaker.Topic]) throws { _ = try TopicMaker(properties: kafka) { _ in }.create(topics) }

  /// Alerts by key, so an instance is in one partition; transactions in turn, so it is in all, or where it is said; nil = nowhere.
  func produce(_ scenario: Scenario, partition: (Int, Scenario.Line) -> Int32? = { number, _ in Int32(number % 4) })
    throws
  {
    let producer = try PlainProducer(properties: kafka) { _ in }
    defer { producer.close() }
    for line in scenario.alerts {
      try producer.produce(topic: alerts, key: Array(line.instance.utf8), value: Array(line.json.utf8))
    }
    for (number, line) in scenario.transactions.enumerated() {
      guard let partition = partition(number, line) else { continue }
      try producer.produce(topic: transactions, partition: partition, key: nil, value: Array(line.json.utf8))
    }
    try producer.flush(withinMillis: 60_000)
  }

  /// Lines of a file, in turn to all partitions, or by a hash of the text after a marker, as a key would send them.
  func produce(file: String, to topic: String, partitions: Int32, keyedBy marker: String? = nil) throws -> Int {
    let producer = try PlainProducer(properties: kafka + [("linger.ms", "50")]) { _ in }
    defer { producer.close() }
    let lines = Files.lines(file)
    for (number, line) in lines.enumerated() {
      let key = marker.flatMap { Text.value(after: $0, in: line) }
      try producer.produce(
        topic: topic, partition: key == nil ? Int32(number) % partitions : nil, key: key.map { Array($0) },
        value: Array(line))
    }
    try producer.flush(withinMillis: 120_000)
    return lines.count
  }

  /// The records of both input topics as `kcat -J` writes them.
  func dump() throws -> [String] {
    try [alerts, transactions].map { topic in
      try kcat(["-C", "-t", topic, "-o", "beginning", "-e", "-q", "-J"], name: "dump-\(topic)")
    }
  }

  /// Where what kcat says to this broker stands.
  fileprivate func kcat(_ arguments: [String], name: String) throws -> String {
    try ChildProcess.run("kcat", ["-b", bootstrap] + arguments, name: name, in: folder).outputPath
  }

  func application(_ id: String) throws -> Application { try Application(id, on: self) }

  private static let customers = """
    version: 1
    accounts:
      - {id: ACC-1, name: First}
      - {id: ACC-2, name: Second}
    instances:
      - {id: customer-0, environment: prod, accounts: [ACC-1]}
      - {id: customer-1, environment: prod, accounts: [ACC-1, ACC-2]}
    sold_products:
      - {id: SP-1, product: Cloud, account: ACC-1, offering: platinum}
    install_base:
      - {id: IBI-1, ci: app-1, instance: customer-0, sold_product: SP-1}

    """
}

/// An application id with a state folder and output topics of its own.
struct Application {
  let stand: Stand
  let id: String
  var statePath: String
  /// Options of the command line.
  var extraSettings: [String] = []

  private static let casePartitions = 3

  /// The consumer group: the id and the slice.
  var group: String { id + "-0-1" }
  var cases: String { id + "-cases" }
  var deadLetters: String { id + "-dead" }
  var stateTopic: String { id + "-state" }

  fileprivate init(_ id: String, on stand: Stand) throws {
    self.stand = stand
    self.id = "\(stand.name)-\(id)"
    statePath = "\(stand.folder)/state-\(id)"
    try stand.create([
      .init(cases, partitions: Self.casePartitions),
      .init(self.id + "-health", partitions: 2, configuration: [("cleanup.policy", "compact")]),
      .init(self.id + "-late", partitions: 1), .init(deadLetters, partitions: 1),
      .init(stateTopic, partitions: 1, configuration: [("cleanup.policy", "compact")]),
    ])
  }

  var settings: [String] {
    [
      "application.id=\(id)", "state.path=\(statePath)", "state.topic=\(stateTopic)", "output.cases.topic=\(cases)",
      "output.health.topic=\(id)-health", "output.late.topic=\(id)-late", "output.dead_letter.topic=\(deadLetters)",
    ].flatMap { ["--set", $0] } + extraSettings
  }

  /// Starts the daemon.
  func start(_ name: String, _ options: [String] = [], environment: [String: String] = [:]) throws -> ChildProcess {
    try ChildProcess(
      Environment.forewarn,
      ["run", "--config", stand.configuration, "--log-format", "text"] + settings + options, name: "\(id)-\(name)",
      in: stand.folder, environment: environment)
  }

  /// Runs to the end of the input, and says where every event went.
  func runToEnd(_ name: String = "run", withinSeconds: Double = 600) throws -> Tally {
    let began = Clock.seconds
    let daemon = try start(name, ["--exit-at-end"])
    let end = daemon.wait(atMostSeconds: withinSeconds)
    guard end == .exited(0), var tally = Tally(in: daemon.complaints) else {
      throw TestTrouble("run --exit-at-end of \(id): \(end): \(daemon.complaints.suffix(2_000))")
    }
    tally.seconds = Clock.seconds - began
    return tally
  }

  /// Replays a dump under this application's name.
  func replay(_ inputs: [String], _ options: [String] = [], name: String = "replay") throws -> CaseEvents {
    let replay = try ChildProcess.run(
      Environment.forewarn, ["replay", "--config", stand.configuration] + settings + options + inputs,
      name: "\(id)-\(name)", in: stand.folder, withinSeconds: 600)
    return CaseEvents(lines: Files.lines(replay.outputPath))
  }

  /// What a `read_committed` reader of the output topic sees.
  func caseEvents() throws -> CaseEvents { CaseEvents(lines: try consume(cases, format: "%s\\n")) }

  func consume(_ topic: String, format: String) throws -> [ArraySlice<UInt8>] {
    try waitForMarkers(of: topic)
    return Files.lines(
      try stand.kcat(
        [
          "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-Z", "-X", "isolation.level=read_committed", "-f", format,
        ], name: "consume-\(topic)"))
  }

  /// A broker says that a transaction is committed before its markers stand in all partitions. Until they do, a reader that leaves at the
  /// end leaves before it.
  private func waitForMarkers(of topic: String) throws {
    let deadline = Clock.seconds + 10
    while try ends(of: topic, isolation: "read_committed") != ends(of: topic, isolation: "read_uncommitted") {
      guard Clock.seconds < deadline else { throw TestTrouble("a transaction on \(topic) stays open") }
      usleep(20_000)
    }
  }

  private func ends(of topic: String, isolation: String) throws -> [[UInt8]] {
    let partitions = topic == cases ? Self.casePartitions : 1
    let answer = try stand.kcat(
      ["-Q", "-X", "isolation.level=\(isolation)"] + (0..<partitions).flatMap { ["-t", "\(topic):\($0):-1"] },
      name: "ends-\(isolation)-\(topic)")
    return Files.lines(answer).map { Array($0) }
  }
}

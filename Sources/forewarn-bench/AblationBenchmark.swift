import ForewarnCore

/// What each part of detection pays: healthy customers and troubles through the whole core, with all of it and with each part off in turn.
/// Nothing here is a promise; it is for whoever changes a part.
struct AblationBenchmark {
  private struct Part: Sendable {
    var name: String
    var change: @Sendable (inout Settings) -> Void
  }

  private static let parts: [Part] =
    [Part(name: "nothing") { _ in }]
    + RulesInForce.codes.filter { $0 != "early_indicator" }.map { rule in
      Part(name: rule) { $0.rules.disabled = [rule] }
    }
    + [
      Part(name: "budget (cases.per_customer_month: null)") { $0.cases.perCustomerMonth = nil },
      Part(name: "own clocks and tails (transactions.top: 1)") { $0.transactions.topTransactions = 1 },
      Part(name: "agreement of domains (risk.agreement_bonus: 0)") { $0.risk.agreementBonus = 0 },
      Part(name: "second minute (cases.open_for_panes: 1)") { $0.cases.openForPanes = 1 },
    ]

  private let options: Options

  init(_ options: Options) { self.options = options }

  func run() {
    let days = options.number(.days, default: 10)
    for part in Self.parts {
      var settings = Settings()
      var (sentiment, disk) = (SignalRule(name: "sentiment"), SignalRule(name: "disk_used"))
      (sentiment.direction, disk.direction, disk.limit) = (.down, .up, 90)
      settings.signals = [sentiment, disk]
      part.change(&settings)
      var run = AblationRun(settings, Self.customers(days: days))
      run.play(days: days)
      var report = Report("ablation")
      report.add("without", part.name)
      report.add(events: Int(run.events), wallSeconds: run.watch.wallSeconds, cpuSeconds: run.watch.cpuSeconds)
      report.add("openings_per_healthy_customer_month", run.healthyOpenings * 30 / Double(days))
      report.add("found", run.found.count)
      report.add("of", run.troubled)
      report.add("median_delay_minutes", run.medianDelay)
      report.add("missed", run.missed.joined(separator: " "))
      report.show(options)
    }
  }

  /// Two healthy ones of each habit, and two of each trouble, which begin on the second Tuesday, at other hours.
  private static func customers(days: Int) -> [AblationCustomer] {
    var customers: [AblationCustomer] = []
    for habit in Habit.allCases {
      for number in 0..<2 {
        customers.append(
          AblationCustomer(
            "healthy-\(habit.rawValue)-\(number)", habit, nil, onset: .max, seed: UInt64(customers.count + 1)))
      }
    }
    for trouble in Trouble.allCases {
      for number in 0..<2 {
        customers.append(
          AblationCustomer(
            "\(trouble.rawValue)-\(number)", number == 0 ? .diurnal : .weekends, trouble,
            onset: 8 * 1_440 + 600 + 300 * number, seed: UInt64(customers.count + 1)))
      }
    }
    return customers
  }
}

/// An engine that these customers speak to.
private struct AblationRun: ~Copyable {
  /// A Monday.
  private static let startSeconds: Int64 = 1_764_547_200
  private static let kinds: [TopicKind] = [.transactions, .alerts, .signals]

  private var engine: Engine
  private var customers: [AblationCustomer]
  private var offsets = [Int64](repeating: 0, count: kinds.count)
  private(set) var watch = Stopwatch()
  private var opened: [(customer: Int, minute: Int)] = []

  init(_ settings: Settings, _ customers: [AblationCustomer]) {
    self.customers = customers
    let sources = Self.kinds.map {
      SourcePartition(
        partition: TopicPartition(topic: $0.rawValue, partition: 0), decoder: DecoderSettings(kind: $0),
        holdsPaneTime: $0.holdsPaneTime)
    }
    engine = Engine(settings: settings, sources: sources, customers: .empty, nowMicros: 4_000_000_000_000_000)
  }

  var events: Int64 { engine.accounting.events }
  var troubled: Int { customers.count { $0.trouble != nil } }

  /// Openings a healthy customer, over the run.
  var healthyOpenings: Double {
    let healthy = opened.count { customers[$0.customer].trouble == nil }
    return Double(healthy) / Double(customers.count - troubled)
  }

  /// Delays of the troubles that were found, in minutes.
  var found: [Int] {
    customers.indices.compactMap { customer in
      opened.first { $0.customer == customer && customers[customer].isTold($0.minute) }
        .map { $0.minute - customers[customer].onset }
    }
  }

  var missed: [String] {
    customers.indices.filter { customer in
      customers[customer].trouble != nil
        && !opened.contains { $0.customer == customer && customers[customer].isTold($0.minute) }
    }.map { customers[$0].name }
  }

  var medianDelay: Int {
    let delays = found.sorted()
    return delays.isEmpty ? 0 : delays[delays.count / 2]
  }

  mutating func play(days: Int) {
    for minute in 0..<days * 1_440 {
      let seconds = Self.startSeconds + Int64(minute) * 60 + 30
      var texts: [[String]] = [[], [], []]
      for customer in customers.indices {
        if let requests = customers[customer].requests(minute, seconds: seconds) { texts[0].append(requests) }
        texts[1] += customers[customer].alerts(minute, seconds: seconds)
        texts[2] += customers[customer].signals(minute, seconds: seconds)
      }
      watch.start()
      for partition in texts.indices { feed(texts[partition], to: partition, seconds: seconds) }
      while true {
        let advanced = engine.advance(maxRecords: 10_000)
        if case .exhausted(let partition) = advanced { engine.supply(partition, .finished) }
        if advanced == .waiting { break }
      }
      watch.stop()
      note()
      if minute % 1_440 == 0 { _ = engine.closeEpoch(statisticsID: String(minute)) }
    }
  }

  private mutating func feed(_ texts: [String], to partition: Int, seconds: Int64) {
    guard !texts.isEmpty else { return engine.supply(partition, .finished) }
    var bytes: [UInt8] = []
    let ends = texts.map { text in
      bytes += text.utf8
      return bytes.count
    }
    bytes.withUnsafeBytes { bytes in
      var batch = RecordBatch()
      for (index, end) in ends.enumerated() {
        let start = index == 0 ? 0 : ends[index - 1]
        batch.records.append(
          Record(
            offset: offsets[partition] + Int64(index), timestampMicros: seconds * 1_000_000,
            value: Bytes(UnsafeRawBufferPointer(rebasing: bytes[start..<end])), key: nil))
      }
      engine.receive(&batch, of: partition)
      // What is borrowed is taken before it goes.
      while !engine.isEmpty(partition) {
        for other in Self.kinds.indices where engine.isEmpty(other) { engine.supply(other, .finished) }
        if engine.advance(maxRecords: 10_000) == .waiting { break }
      }
    }
    offsets[partition] += Int64(texts.count)
  }

  /// Cases that opened or came back meanwhile.
  private mutating func note() {
    for output in engine.drainOutputs() where output.role == .cases {
      let type = output.headers.first { $0.name == "ce_type" }.map { String(decoding: $0.value ?? [], as: UTF8.self) }
      guard let type, type.contains("opened"), let key = output.key else { continue }
      let instance = String(decoding: key.prefix { $0 != UInt8(ascii: "|") }, as: UTF8.self)
      guard let customer = customers.firstIndex(where: { $0.name == instance }),
        let decided = engine.decidedThroughMicros
      else { continue }
      opened.append((customer, Int((decided / 1_000_000 - Self.startSeconds) / 60)))
    }
    _ = engine.takeNotices()
  }
}

import ForewarnCore
import KafkaTransport
import StreamRuntime
import Synchronization

/// SIGHUP asks for it; the daemon's loop does it.
final class ReloadRequest: Sendable {
  private let isAsked = Atomic(false)

  func ask() { isAsked.store(true, ordering: .relaxed) }
  func take() -> Bool { isAsked.exchange(false, ordering: .relaxed) }
}

/// The customer model and the thresholds while the daemon runs: from the install-base topic, and from the files, which are read again when
/// somebody asks for it. All or nothing: what has a mistake, or cannot change while it runs, changes nothing.
final class OperatorFeed: OperatorSource {
  /// Keys that may change; all others need a restart.
  private static let changing = [
    "transactions.", "alerts.", "signals", "risk.", "rules.", "cases.", "priority.", "owners.", "customers.",
  ]
  /// A topic that changes often is not taken row by row: a model is built from all of them.
  private static let betweenModelsMicros: Int64 = 1_000_000

  private let log: Logger
  private let request: ReloadRequest
  private let read: () -> Configuration?
  private let topic: KafkaReferenceLog?
  private let time = SystemTime()
  private var configuration: Configuration
  private var file: CustomerTable
  private var rows = InstallBaseTable(zone: TimeZoneNames.steps)
  private var refused: Int64 = 0
  private var isChanged = false
  private var builtAt: Int64 = .min / 2
  /// Told each model that takes the place of the one before.
  var onCustomers: (CustomerModel) -> Void = { _ in }
  /// Told when somebody else may act on the pages.
  var onAccess: (AccessConfiguration) -> Void = { _ in }

  /// - Parameter read: reads the configuration again; nil when it has mistakes, which are told by then.
  init(
    _ configuration: Configuration, file: CustomerTable, topic: KafkaReferenceLog?, reload: Reload, log: Logger
  ) {
    self.configuration = configuration
    self.file = file
    self.topic = topic
    self.log = log
    request = reload.request
    read = reload.read
  }

  struct Reload {
    var request = ReloadRequest()
    var read: () -> Configuration? = { nil }
  }

  var customers: CustomerModel { CustomerModel(rows.table(over: file)) }
  var settings: Settings { configuration.settings }
  /// How many accounts and instances the customer model has.
  var known: (accounts: Int, instances: Int) {
    let table = rows.table(over: file)
    return (table.accounts.count, CustomerModel(table).instanceCount)
  }

  /// Reads the install-base topic to its end. False when asked to leave.
  func catchUp(shouldStop: () -> Bool) throws(LogFailure) -> Bool {
    guard let topic else { return true }
    try topic.start(at: topic.partitions.map { _ in nil })
    while !topic.isCaughtUp {
      guard !shouldStop() else { return false }
      if try !takeRows() { time.pause(millis: 20) }
    }
    isChanged = false
    log.notice("the install base has \(rows.count) rows of its topic")
    return true
  }

  /// True when some came.
  private func takeRows() throws(LogFailure) -> Bool {
    guard let records = try topic?.poll(), !records.isEmpty else { return false }
    for record in records {
      if let rejection = rows.take(record) {
        refused += 1
        log.warning(
          "an install base record is of no use: \(rejection.rawValue): \(rejection.explanation)",
          [
            "topic": .text(record.partition.topic), "partition": .integer(Int64(record.partition.partition)),
            "offset": .integer(record.offset),
          ])
      }
    }
    isChanged = true
    return true
  }

  func poll() throws(LogFailure) -> OperatorChange? {
    if request.take() { return reload() }
    _ = try takeRows()
    guard isChanged, time.monotonicMicros - builtAt >= Self.betweenModelsMicros else { return nil }
    return OperatorChange(
      customers: build(), settings: nil, sentence: "the install base changed: \(rows.count) rows of its topic")
  }

  private func build() -> CustomerModel {
    isChanged = false
    builtAt = time.monotonicMicros
    let model = customers
    onCustomers(model)
    return model
  }

  // MARK: Reload

  private func reload() -> OperatorChange {
    guard let new = read() else { return refuse("the configuration has mistakes") }
    let fixed = Self.fixedChanges(from: configuration, to: new)
    guard fixed.isEmpty else { return refuse("\(fixed.joined(separator: ", ")) can change by a restart only") }
    let table: CustomerTable
    do throws(ConfigurationFailure) { table = try EngineAssembly.customerTable(new) } catch {
      for problem in error.problems { log.error("\(problem.text)") }
      return refuse("the customers file has mistakes")
    }
    let isOtherToken = configuration.access.token != new.access.token
    configuration = new
    file = table
    if isOtherToken { onAccess(new.access) }
    return OperatorChange(
      customers: build(), settings: new.settings,
      sentence:
        "reloaded the configuration and the customers file; they hold from here on\(isOtherToken ? ", and another admin.token" : "")",
      reload: .applied)
  }

  private func refuse(_ reason: String) -> OperatorChange {
    OperatorChange(
      customers: nil, settings: nil, sentence: "reload refused, and nothing changed: \(reason)", reload: .refused)
  }

  /// Keys, or sections, that differ and must not.
  static func fixedChanges(from old: Configuration, to new: Configuration) -> [String] {
    var names = ConfigurationKeys.table.keys.filter { key in
      !changing.contains { key.path.hasPrefix($0) } && key.shown(old) != key.shown(new)
    }.map(\.path)
    // Secrets are not shown.
    if old.kafkaProperties != new.kafkaProperties, !names.contains("kafka") { names.append("kafka") }
    if old.topics != new.topics, !names.contains("topics") { names.append("topics") }
    return names
  }
}

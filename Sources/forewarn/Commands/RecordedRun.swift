import ForewarnCore
import StreamRuntime

/// A command over recorded input: its configuration, customers and clock, and the engine for those that look at case events.
struct RecordedRun {
  static let now = OptionDescription(
    spelling: "--now", value: .text(placeholder: "TIME"),
    documentation: "The wall clock that records are judged by (RFC 3339); default: the start of the command.")
  static let topic = OptionDescription(
    spelling: "--topic", value: .text(placeholder: "TOPIC"),
    documentation: "The topic whose settings bare values are decoded with; default: the one that fits them.")
  static let options = [
    now, topic,
    OptionDescription(
      spelling: "--batch", value: .integer(1...1_000_000, placeholder: "N"),
      documentation: "Records taken at a time; the output does not depend on it."),
  ]
  static let inputs = StreamedInput.description("INPUT")

  /// What is known at the end of a run.
  struct Summary {
    var text: String
    /// Panes since each instance was first seen, summed up.
    var watchedPanes: Int64
    /// The answer to what was asked, and the last moment that was decided.
    var inspection: Inspection?
    var decidedThroughMicros: Int64?
  }

  let name: String
  let configuration: Configuration
  let customers: CustomerTable
  var paths: [String] = []
  var bareTopic: String?
  var batchRecords = Limits.batchRecords
  let nowMicros: Int64
  let console: Console

  /// Loads the configuration and hands over the run; answers for what goes wrong.
  static func run(
    _ arguments: Arguments, _ console: Console, name: String, resolvingSecrets: Bool = true,
    _ body: (RecordedRun) throws -> ExitCode
  ) -> ExitCode {
    let configuration: Configuration
    switch ConfigurationOptions.load(arguments, console, resolvingSecrets: resolvingSecrets) {
    case .failure(let exit): return exit.code
    case .success(let loaded): configuration = loaded.configuration
    }
    if let complaint = bareTopicComplaint(arguments, configuration) {
      console.complain("forewarn: \(name): \(complaint)")
      return .usage
    }
    var nowMicros = SystemTime().wallMicros
    if let text = arguments["--now"] {
      guard let micros = EventTime.micros(ofRFC3339: text) else {
        console.complain("forewarn: \(name): --now: \"\(text)\" is no RFC 3339 time, such as 2026-11-24T10:00:00Z")
        return .usage
      }
      nowMicros = micros
    }
    do {
      return try body(
        RecordedRun(
          name: name, configuration: configuration, customers: EngineAssembly.customerTable(configuration),
          paths: StreamedInput.paths(arguments), bareTopic: arguments["--topic"],
          batchRecords: arguments["--batch"].flatMap { Int($0) } ?? Limits.batchRecords, nowMicros: nowMicros,
          console: console))
    } catch let failure as ConfigurationFailure {
      for problem in failure.problems { console.complain(problem.text) }
      return failure.exitCode
    } catch let error as RecordedInputError {
      console.complain("forewarn: \(name): \(error.message)")
      return .inputUnusable
    } catch let error as FileFailure {
      console.complain("forewarn: \(name): \(error.text)")
      return .inputUnusable
    } catch let failure as RunFailure {
      console.complain("forewarn: \(name): \(failure.text)")
      return ExitCode(failure)
    } catch {
      console.complain("forewarn: \(name): \(error)")
      return .internalError
    }
  }

  /// What is wrong with `--topic`.
  private static func bareTopicComplaint(_ arguments: Arguments, _ configuration: Configuration) -> String? {
    guard let name = arguments["--topic"] else { return nil }
    let names = configuration.inputs.map(\.name)
    if names.contains(name) { return nil }
    return "--topic: \"\(name)\" is no input topic of the configuration\(Suggestion.clause(for: name, in: names))"
  }

  /// Opens the input, and tells what is to be said of it.
  func openInput() throws(RecordedInputError) -> RecordedInput {
    let input = try RecordedInput(
      paths: paths, topics: configuration.topics, bareTopic: bareTopic, batchRecords: batchRecords)
    for warning in input.warnings { console.complain("forewarn: \(name): \(warning)") }
    return input
  }

  /// Feeds all of the input; `take` gets each case event, as JSON.
  func feed(asking inquiry: Inquiry? = nil, _ take: ([UInt8]) -> Void) throws -> Summary {
    try feed(openInput(), asking: inquiry, take)
  }

  /// Feeds an input that is open; event time goes on at least `throughMicros`.
  func feed(
    _ input: RecordedInput, throughMicros: Int64 = .min, asking inquiry: Inquiry? = nil, _ take: ([UInt8]) -> Void
  ) throws(RunFailure) -> Summary {
    var installBase = InstallBaseTable(zone: TimeZoneNames.steps)
    for record in input.references(of: .installBase) {
      guard let rejection = installBase.take(record) else { continue }
      console.complain("\(record.partition.topic)@\(record.offset): \(rejection.rawValue): \(rejection.explanation)")
    }
    var engine = EngineAssembly.engine(
      configuration, input, CustomerModel(installBase.table(over: customers)), nowMicros: nowMicros)
    // What people said stands before the first decision, as in a daemon that starts; words on cases wait for their time.
    for record in input.references(of: .control) { engine.takeControl(record) }
    if let inquiry { engine.inquire(inquiry) }

    var refusals = RefusalGroups()
    let targets = input.partitions.indices.map { input.freshEnd($0)?.offset ?? 0 }
    try OfflineRun(throughMicros: throughMicros).run(
      &engine, input, targets: targets, time: SystemTime(),
      take: { output in
        // A tombstone has no line: it says that an old case has left the compacted topic.
        guard output.role == .cases, let value = output.value else { return }
        take(value)
      },
      notice: { notice in
        let topic = input.partitions[notice.partition].topic
        let place = notice.offset.map { offset in
          input.location(partition: notice.partition, offset: offset).map { "\($0.file):\($0.line)" }
            ?? "\(topic)@\(offset)"
        }
        if let line = refusals.take(notice.reason, notice.field, at: place ?? topic, notice.explanation) {
          console.complain(line)
        }
      })
    // What reads standard error looks for the one line of figures behind the name.
    for line in refusals.summary { console.complain(line) }
    for line in KeptBackText.lines(engine.keptBack(atMost: KeptBackText.linesAtMost), configuration.settings) {
      console.complain("forewarn: \(line)")
    }
    for line in engine.takeControlTold() { console.complain("forewarn: \(name): \(line)") }
    for word in engine.unknownWords { console.complain("forewarn: \(name): \(word.text)") }
    return Summary(
      text: "forewarn: \(name): \(RunSummary.text(engine.accounting))", watchedPanes: engine.watchedPanes,
      inspection: engine.inspection, decidedThroughMicros: engine.decidedThroughMicros)
  }
}

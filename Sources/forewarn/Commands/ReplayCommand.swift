import ForewarnCore
import StreamRuntime

/// The engine over recorded input, as fast as it can, the same bytes on every run.
enum ReplayCommand: Command {
  static let description = CommandDescription(
    words: ["replay"], summary: "The same engine over recorded input; case events as JSON lines.",
    discussion:
      "An input is JSON lines: bare event values, or envelopes as \"kcat -J\" prints them. The output is the same bytes on every run.",
    options: ConfigurationOptions.options + [
      OptionDescription(
        spelling: "--now", value: .text(placeholder: "TIME"),
        documentation: "The wall clock that records are judged by (RFC 3339); default: the start of the command."),
      OptionDescription(
        spelling: "--topic", value: .text(placeholder: "TOPIC"),
        documentation: "The topic whose settings bare values are decoded with; default: the one that fits them."),
      OptionDescription(
        spelling: "--batch", value: .integer(1...1_000_000, placeholder: "N"),
        documentation: "Records taken at a time; the output does not depend on it."),
    ],
    inputs: InputDescription(
      placeholder: "INPUT", documentation: "A file, a .gz file, or - for standard input, which is the default."))

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    let loaded: LoadedConfiguration
    switch ConfigurationOptions.load(arguments, console) {
    case .failure(let exit): return exit.code
    case .success(let success): loaded = success
    }
    if let complaint = bareTopicComplaint(arguments, loaded.configuration) {
      console.complain("forewarn: replay: \(complaint)")
      return .usage
    }
    var nowMicros = SystemTime().wallMicros
    if let text = arguments["--now"] {
      guard let micros = EventTime.micros(ofRFC3339: text) else {
        console.complain("forewarn: replay: --now: \"\(text)\" is no RFC 3339 time, such as 2026-11-24T10:00:00Z")
        return .usage
      }
      nowMicros = micros
    }
    do {
      let customers = try EngineAssembly.customerTable(loaded.configuration)
      return try replay(loaded.configuration, customers, arguments, nowMicros, console)
    } catch let failure as ConfigurationFailure {
      for problem in failure.problems { console.complain(problem.text) }
      return failure.exitCode
    } catch let error as RecordedInputError {
      console.complain("forewarn: replay: \(error.message)")
      return .inputUnusable
    } catch {
      console.complain("forewarn: replay: \(error)")
      return .internalError
    }
  }

  /// What is wrong with `--topic`.
  static func bareTopicComplaint(_ arguments: Arguments, _ configuration: Configuration) -> String? {
    guard let name = arguments["--topic"] else { return nil }
    let names = configuration.inputs.map(\.name)
    if names.contains(name) { return nil }
    return "--topic: \"\(name)\" is no input topic of the configuration\(Suggestion.clause(for: name, in: names))"
  }

  private static func replay(
    _ configuration: Configuration, _ customers: CustomerTable, _ arguments: Arguments, _ nowMicros: Int64,
    _ console: Console
  ) throws -> ExitCode {
    let paths = arguments.inputs.isEmpty ? ["-"] : arguments.inputs
    let batch = arguments["--batch"].flatMap { Int($0) } ?? Limits.batchRecords
    let input = try RecordedInput(
      paths: paths, topics: configuration.topics, bareTopic: arguments["--topic"], batchRecords: batch)
    for warning in input.warnings { console.complain("forewarn: replay: \(warning)") }
    var installBase = InstallBaseTable()
    for record in input.references(of: .installBase) {
      guard let rejection = installBase.take(record) else { continue }
      console.complain("\(record.partition.topic)@\(record.offset): \(rejection.rawValue): \(rejection.explanation)")
    }
    var engine = EngineAssembly.engine(
      configuration, input, CustomerModel(installBase.table(over: customers)), nowMicros: nowMicros)
    // What people said stands before the first decision, as in a daemon that starts; words on cases wait for their time.
    for record in input.references(of: .control) { engine.takeControl(record) }

    var lines: [UInt8] = []
    var refusals = RefusalGroups()
    let targets = input.partitions.indices.map { input.freshEnd($0)?.offset ?? 0 }
    try OfflineRun().run(
      &engine, input, targets: targets, time: SystemTime(),
      take: { output in
        // A tombstone has no line: it says that an old case has left the compacted topic.
        guard output.role == .cases, let value = output.value else { return }
        lines.append(contentsOf: value)
        lines.append(UInt8(ascii: "\n"))
        if lines.count >= 1 << 16 {
          console.write(lines)
          lines.removeAll(keepingCapacity: true)
        }
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
    console.write(lines)
    for line in refusals.summary { console.complain("forewarn: replay: \(line)") }
    for line in engine.takeControlTold() { console.complain("forewarn: replay: \(line)") }
    for word in engine.unknownWords { console.complain("forewarn: replay: \(word.text)") }
    console.complain("forewarn: replay: \(RunSummary.text(engine.accounting))")
    return .done
  }
}

import ForewarnCore
import StreamRuntime

/// A configuration against real records, before anything runs.
enum TryCommand: Command {
  static let description = CommandDescription(
    words: ["try"], summary: "What each record becomes, field by field, whose it is, where it would go, or why not.",
    discussion:
      "An input is JSON lines: bare event values, or envelopes as \"kcat -J\" prints them. Exits 1 when a record is refused, 65 when there is none.",
    options: ConfigurationOptions.options + [
      OptionDescription(
        spelling: "--topic", value: .text(placeholder: "TOPIC"),
        documentation: "The topic whose settings bare values are decoded with; default: the one that fits them."),
      OptionDescription(
        spelling: "--now", value: .text(placeholder: "TIME"),
        documentation: "The wall clock that records are judged by (RFC 3339); default: the start of the command."),
      OptionDescription(
        spelling: "--records", value: .integer(0...1_000_000, placeholder: "N"),
        documentation: "Records that are told one by one, 10 by default; all are counted."),
    ],
    inputs: InputDescription(
      placeholder: "INPUT", documentation: "A file, a .gz file, or - for standard input, which is the default."))

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    let loaded: LoadedConfiguration
    switch ConfigurationOptions.load(arguments, console, resolvingSecrets: false) {
    case .failure(let exit): return exit.code
    case .success(let success): loaded = success
    }
    if let complaint = RecordedRun.bareTopicComplaint(arguments, loaded.configuration) {
      console.complain("forewarn: try: \(complaint)")
      return .usage
    }
    var nowMicros = SystemTime().wallMicros
    if let text = arguments["--now"] {
      guard let micros = EventTime.micros(ofRFC3339: text) else {
        console.complain("forewarn: try: --now: \"\(text)\" is no RFC 3339 time, such as 2026-11-24T10:00:00Z")
        return .usage
      }
      nowMicros = micros
    }
    do {
      let customers = CustomerModel(try EngineAssembly.customerTable(loaded.configuration))
      let input = try RecordedInput(
        paths: arguments.inputs.isEmpty ? ["-"] : arguments.inputs, topics: loaded.configuration.topics,
        bareTopic: arguments["--topic"])
      for warning in input.warnings { console.complain("forewarn: try: \(warning)") }
      var trial = Trial(
        loaded.configuration, customers, nowMicros: nowMicros,
        shown: arguments.integer("--records").map { Int($0) } ?? 10, console)
      try trial.run(input)
      return conclude(trial, console)
    } catch let failure as ConfigurationFailure {
      for problem in failure.problems { console.complain(problem.text) }
      return failure.exitCode
    } catch let error as RecordedInputError {
      console.complain("forewarn: try: \(error.message)")
      return .inputUnusable
    } catch {
      console.complain("forewarn: try: \(error)")
      return .internalError
    }
  }

  private static func conclude(_ trial: Trial, _ console: Console) -> ExitCode {
    for line in trial.refusals.summary { console.complain("forewarn: try: \(line)") }
    for word in trial.unknownWords { console.complain("forewarn: try: \(word.text)") }
    let counts = [trial.records, trial.events, trial.refused, trial.passedOver].map(RefusalGroups.grouped)
    console.complain(
      "forewarn: try: \(counts[0]) records: \(counts[1]) events taken, \(counts[2]) refused, \(counts[3]) passed over")
    if trial.records == 0 { return .inputUnusable }
    return trial.refused > 0 ? .found : .done
  }
}

import ForewarnCore

/// A configuration against real records, before anything runs.
enum TryCommand: Command {
  static let description = CommandDescription(
    words: ["try"], summary: "What each record becomes, field by field, whose it is, where it would go, or why not.",
    discussion:
      "An input is JSON lines: bare event values, or envelopes as \"kcat -J\" prints them. Exits 1 when a record is refused, 65 when there is none.",
    options: ConfigurationOptions.options + [
      RecordedRun.topic, RecordedRun.now,
      OptionDescription(
        spelling: "--records", value: .integer(0...1_000_000, placeholder: "N"),
        documentation: "Records that are told one by one, 10 by default; all are counted."),
    ],
    inputs: RecordedRun.inputs)

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    RecordedRun.run(arguments, console, name: "try", resolvingSecrets: false) { run in
      var trial = Trial(
        run.configuration, CustomerModel(run.customers), nowMicros: run.nowMicros,
        shown: arguments.integer("--records").map { Int($0) } ?? 10, console)
      try trial.run(run.openInput())
      return conclude(trial, console)
    }
  }

  private static func conclude(_ trial: Trial, _ console: Console) -> ExitCode {
    for line in trial.refusals.summary { console.complain("forewarn: try: \(line)") }
    for word in trial.unknownWords { console.complain("forewarn: try: \(word.text)") }
    for hint in trial.hints { console.complain("forewarn: try: hint: \(hint)") }
    let counts = [trial.records, trial.events, trial.refused, trial.passedOver].map(RefusalGroups.grouped)
    console.complain(
      "forewarn: try: \(counts[0]) records: \(counts[1]) events taken, \(counts[2]) refused, \(counts[3]) passed over")
    if trial.records == 0 { return .inputUnusable }
    return trial.refused > 0 ? .found : .done
  }
}

import ForewarnCore

/// What the daemon would have said, held against what happened.
enum BacktestCommand: Command {
  static let description = CommandDescription(
    words: ["backtest"], summary: "Replays recorded input and compares its cases with incidents.",
    discussion:
      "Incidents are CSV (instance,start,end,label). A case is true when it opens or reopens within the horizon before an incident of its instance, or while it lasts.",
    options: ConfigurationOptions.options + RecordedRun.options + [
      OptionDescription(
        spelling: "--incidents", value: .text(placeholder: "CSV"), documentation: "What happened.", isRequired: true),
      OptionDescription(
        spelling: "--horizon", value: DurationOption.value,
        documentation: "How long before an incident a case is a warning of it; default: alerts.indicator_hours."),
      OptionDescription(
        spelling: "--format", value: .choice(["text", "json"]), documentation: "For people, or one JSON object."),
    ],
    inputs: RecordedRun.inputs)

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    var horizon: Int64?
    if let text = arguments["--horizon"] {
      guard let micros = DurationOption.micros(text) else {
        console.complain("forewarn: backtest: --horizon: \"\(text)\" is no duration: write 30m, 2h or 1d")
        return .usage
      }
      horizon = micros
    }
    return RecordedRun.run(arguments, console, name: "backtest") { run in
      let incidents = try Incident.read(arguments["--incidents"] ?? "-", console)
      var openings: [CaseOpening] = []
      let summary = try run.feed { value in
        if let opening = CaseOpening(value) { openings.append(opening) }
      }
      console.complain(summary.text)
      let report = BacktestReport(
        openings: openings, incidents: incidents, watchedPanes: summary.watchedPanes,
        horizonMicros: horizon ?? Int64(run.configuration.settings.alerts.indicatorHours * 3.6e9))
      console.print(arguments["--format"] == "json" ? report.json : report.text)
      return .done
    }
  }
}

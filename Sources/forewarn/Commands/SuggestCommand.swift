import ForewarnCore

/// Which alerts warned of incidents, in history.
enum SuggestIndicatorsCommand: Command {
  static let description = CommandDescription(
    words: ["suggest", "indicators"],
    summary: "Alerts after which incidents followed, with their weights, from history.",
    discussion:
      "Reads alerts (time,instance,alert) and incidents (instance,start,end,label); prints a JSON line an alert type, best first, or a section for the configuration.",
    options: [
      OptionDescription(
        spelling: "--alerts", value: .text(placeholder: "CSV"), documentation: "Alerts of the past.", isRequired: true),
      OptionDescription(
        spelling: "--incidents", value: .text(placeholder: "CSV"), documentation: "Incidents of the same time.",
        isRequired: true),
      OptionDescription(
        spelling: "--horizon", value: DurationOption.value,
        documentation: "Within so long an incident counts as following, such as 4h; default: 48h."),
      OptionDescription(
        spelling: "--format", value: .choice(["json", "config"]),
        documentation: "config: the alerts section, with those after which an incident is clearly likelier."),
    ])

  /// What is worth a line of a configuration: it came often enough to tell, and makes an incident clearly likelier.
  private static let leastAlerts = 5
  private static let leastLift = 2.0

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    guard let horizon = DurationOption.micros(arguments["--horizon"] ?? "48h") else {
      console.complain("forewarn: suggest indicators: --horizon: write 30m, 2h or 1d")
      return .usage
    }
    var alerts: [(instance: String, alert: String, micros: Int64)] = []
    do throws(FileFailure) {
      let table = CSVTable(path: arguments["--alerts"] ?? "-", required: ["time", "instance", "alert"])
      try table.read(console) { row in
        guard let micros = CSVTable.micros(row[0]) else { return "time \"\(row[0])\" is none" }
        guard !row[1].isEmpty, !row[2].isEmpty else { return "instance or alert is empty" }
        alerts.append((row[1], row[2], micros))
        return nil
      }
      let incidents = try Incident.read(arguments["--incidents"] ?? "-", console)
      let lines = IndicatorHistory(alerts: alerts, incidents: incidents, horizonMicros: horizon).lines
      if arguments["--format"] == "config" {
        console.print(section(lines, hours: Double(horizon) / 3.6e9))
      } else {
        for line in lines { console.print(line.json) }
      }
      return .done
    } catch {
      console.complain("forewarn: suggest indicators: \(error.text)")
      return .inputUnusable
    }
  }

  private static func section(_ lines: [IndicatorHistory.Line], hours: Double) -> String {
    let chosen = lines.filter {
      $0.alerts >= leastAlerts && $0.lift > 0 && $0.weightLower90 >= leastLift * $0.weight / $0.lift
    }.prefix(Limits.indicators)
    let rows = chosen.map { line in
      var name = JSONWriter()
      name.string(nil, line.alert)
      let weight = Double(Int((line.weight * 1_000).rounded())) / 1_000
      return "    - {alert: \(String(decoding: name.bytes, as: UTF8.self)), weight: \(weight)}\n"
    }
    return "alerts:\n  indicator_hours: \(hours)\n  indicators:"
      + (rows.isEmpty ? " []" : "\n" + rows.joined().dropLast())
  }
}

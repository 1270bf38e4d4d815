enum DemoCommand: Command {
  static let description = CommandDescription(
    words: ["demo"], summary: "The whole pipeline on an embedded broker, fed with a scenario, dashboard open.",
    options: [
      OptionDescription(
        spelling: "--port", value: .integer(0...65_535, placeholder: "N"),
        documentation: "Port of the dashboard on loopback; 0 = any free one."),
      OptionDescription(
        spelling: "--speed", value: .number(0.1...10_000, placeholder: "X"),
        documentation: "Scenario seconds per second."),
      OptionDescription(
        spelling: "--duration", value: .number(1...604_800, placeholder: "S"),
        documentation: "Ends after so many seconds; without it, at the first SIGINT."),
    ])

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode { NotWired.refuse(description, console) }
}

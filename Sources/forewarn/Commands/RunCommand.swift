enum RunCommand: Command {
  static let description = CommandDescription(
    words: ["run"], summary: "The daemon: Kafka in, cases out.",
    options: ConfigurationOptions.options + [
      OptionDescription(
        spelling: "--exit-at-end", value: .flag,
        documentation: "Stops at the input topics' ends as they are at the start, commits, and exits 0."),
      OptionDescription(
        spelling: "--log-format", value: .choice(LogFormat.allCases.map(\.rawValue)),
        documentation: "Overrides logging.format."),
    ])

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    switch ConfigurationOptions.load(arguments, console) {
    case .failure(let exit): return exit.code
    case .success: return NotWired.refuse(description, console)
    }
  }
}

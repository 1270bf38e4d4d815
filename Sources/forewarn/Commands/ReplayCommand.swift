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
        spelling: "--batch", value: .integer(1...1_000_000, placeholder: "N"),
        documentation: "Records taken at a time; the output does not depend on it."),
    ],
    inputs: InputDescription(
      placeholder: "INPUT", documentation: "A file, a .gz file, or - for standard input, which is the default."))

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    switch ConfigurationOptions.load(arguments, console) {
    case .failure(let exit): return exit.code
    case .success: return NotWired.refuse(description, console)
    }
  }
}

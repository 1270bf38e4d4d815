enum TrendCommand: Command {
  static let description = CommandDescription(
    words: ["trend"], summary: "Slope of a series, its significance, and the time left until a limit.",
    discussion: "Reads CSV with a header and columns timestamp and value; prints one JSON line an input.",
    options: [
      OptionDescription(
        spelling: "--limit", value: .number(-1e300...1e300, placeholder: "X"),
        documentation: "The value that must not be crossed.")
    ],
    inputs: InputDescription(
      placeholder: "CSV", documentation: "A file, a .gz file, or - for standard input, which is the default."))

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode { NotWired.refuse(description, console) }
}

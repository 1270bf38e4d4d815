enum ScoreCommand: Command {
  static let description = CommandDescription(
    words: ["score"], summary: "Anomaly scores of a series, by the daemon's own operators.",
    discussion:
      "Reads CSV with a header and columns timestamp and value; writes the same rows with anomaly_score and alarm. Row i depends on rows 1 to i only.",
    options: [
      OptionDescription(
        spelling: "--operator", value: .choice(["record", "contextual", "auto"]),
        documentation: "Which operator scores; default: auto."),
      OptionDescription(
        spelling: "--output", value: .text(placeholder: "DIR"),
        documentation: "Writes one file an input there, of the same name, instead of to standard output."),
    ],
    inputs: InputDescription(
      placeholder: "CSV", documentation: "A file, a .gz file, or - for standard input, which is the default."))

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode { NotWired.refuse(description, console) }
}

enum HelpCommand: Command {
  static let description = CommandDescription(
    words: ["help"], summary: "Lists the commands, or explains one.",
    options: [
      OptionDescription(spelling: "--man", value: .flag, documentation: "Prints the manual page instead."),
      OptionDescription(
        spelling: "--bash-completion", value: .flag, documentation: "Prints completions for bash instead."),
    ],
    inputs: InputDescription(placeholder: "COMMAND", documentation: "The command to explain.", maximum: 2))

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    if arguments.has("--man") {
      console.print(ManualPage.text(CommandTable.descriptions, version: Version.forewarn))
    } else if arguments.has("--bash-completion") {
      console.print(BashCompletion.text(CommandTable.descriptions))
    } else if arguments.inputs.isEmpty {
      console.print(HelpText.overview(CommandTable.descriptions))
    } else {
      return CommandTable.run(arguments.inputs + ["--help"], console)
    }
    return .done
  }
}

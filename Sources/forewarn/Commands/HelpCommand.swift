enum HelpCommand: Command {
  static let description = CommandDescription(
    words: ["help"], summary: "Lists the commands, or explains one.",
    options: pages.map { page in
      OptionDescription(spelling: page.option, value: .flag, documentation: "Prints \(page.what) instead.")
    },
    inputs: InputDescription(placeholder: "COMMAND", documentation: "The command to explain.", maximum: 2))

  /// What a package installs, each from the tables that the command itself goes by.
  private struct Page: Sendable {
    var option: String
    var what: String
    var text: @Sendable () -> String
  }

  private static let pages = [
    Page(
      option: "--man", what: "the manual page forewarn(8)",
      text: { ManualPage.text(CommandTable.descriptions, version: Version.forewarn) }),
    Page(
      option: "--man-configuration", what: "the manual page forewarn.yaml(5)",
      text: { ConfigurationPage.text(version: Version.forewarn) }),
    Page(
      option: "--bash-completion", what: "completions for bash",
      text: { BashCompletion.text(CommandTable.descriptions) }),
    Page(
      option: "--zsh-completion", what: "completions for zsh", text: { ZshCompletion.text(CommandTable.descriptions) }),
    Page(
      option: "--fish-completion", what: "completions for fish",
      text: { FishCompletion.text(CommandTable.descriptions) }),
  ]

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    if let page = pages.first(where: { arguments.has($0.option) }) {
      console.print(page.text())
    } else if arguments.inputs.isEmpty {
      console.print(HelpText.overview(CommandTable.descriptions))
    } else {
      return CommandTable.run(arguments.inputs + ["--help"], console)
    }
    return .done
  }
}

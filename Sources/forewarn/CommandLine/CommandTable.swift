/// All verbs. A new one is a type that conforms to `Command`, and a line here.
enum CommandTable {
  static let commands: [any Command.Type] =
    [
      RunCommand.self, StatusCommand.self, DemoCommand.self, DashboardCommand.self, ReplayCommand.self,
      BacktestCommand.self,
      TryCommand.self, TestCommand.self, VerifyCommand.self,
      ExplainCommand.self, ScoreCommand.self, TrendCommand.self, SuggestIndicatorsCommand.self,
      ConfigCheckCommand.self, ConfigShowCommand.self, ConfigSchemaCommand.self, ConfigSampleCommand.self,
      ConfigPresetCommand.self,
      TopicsListCommand.self, TopicsCreateCommand.self, TopicsCheckCommand.self, TopicsAclsCommand.self,
      StateInspectCommand.self, StateVerifyCommand.self, StateAdoptCommand.self, StateRestartCommand.self,
      ControlSchemaCommand.self, VersionCommand.self, HelpCommand.self,
    ] + ControlCommands.all

  static var descriptions: [CommandDescription] { commands.map { $0.description } }

  /// The verb that the words begin with, and the words after it.
  static func find(_ words: [String]) throws(UsageError) -> (command: any Command.Type, rest: [String]) {
    guard let first = words.first else { throw UsageError("a command is missing") }
    for command in commands where words.starts(with: command.description.words) {
      return (command, Array(words.dropFirst(command.description.words.count)))
    }
    if first == "--version" { return (VersionCommand.self, Array(words.dropFirst())) }
    if ["--help", "-h"].contains(first) { return (HelpCommand.self, Array(words.dropFirst())) }

    let seconds = descriptions.behind(first).map { $0.words[1] }
    if !seconds.isEmpty {
      let choices = seconds.map { "\"forewarn \(first) \($0)\"" }.joined(separator: ", ")
      guard words.count > 1, !words[1].hasPrefix("-") else {
        throw UsageError("\"\(first)\" needs a second word", how: "There are \(choices).")
      }
      let clause = Suggestion.clause(for: words[1], in: seconds)
      throw UsageError("unknown command \"\(first) \(words[1])\"\(clause)", how: "There are \(choices).")
    }
    throw UsageError("unknown command \"\(first)\"\(Suggestion.clause(for: first, in: descriptions.firstWords))")
  }

  static func run(_ words: [String], _ console: Console) -> ExitCode {
    do throws(UsageError) {
      let (command, rest) = try find(words)
      // Before a "--", where it is an option and not an input.
      if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
        console.print(HelpText.of(command.description))
        return .done
      }
      return command.run(try Arguments(rest, for: command.description), console)
    } catch {
      console.complain("forewarn: \(error.what)\n\(error.how)")
      return .usage
    }
  }
}

/// `forewarn help` and `forewarn VERB --help`.
enum HelpText {
  static func overview(_ commands: [CommandDescription]) -> String {
    var lines = [
      "Forewarn turns monitoring alerts and response times into proactive support cases.", "",
      "usage: forewarn COMMAND [OPTION…] [INPUT…]", "",
    ]
    lines += columns(commands.map { ($0.name, $0.summary) })
    lines += [
      "", "\"forewarn COMMAND --help\" explains one. Data goes to standard output, everything else to standard error.",
      "",
    ]
    lines += ["exit codes:"] + columns(ExitCode.allCases.map { ("\($0.rawValue)", $0.meaning) })
    return lines.joined(separator: "\n")
  }

  static func of(_ command: CommandDescription) -> String {
    var lines = ["usage: \(command.synopsis)", "", command.summary]
    if !command.discussion.isEmpty { lines += ["", command.discussion] }
    if !command.options.isEmpty {
      lines += ["", "options:"]
      lines += columns(
        command.options.map { option in
          let notes = (option.isRequired ? " Required." : "") + (option.repeats ? " May be repeated." : "")
          return (signature(option), option.documentation + notes)
        })
    }
    if let inputs = command.inputs { lines += ["", "inputs:"] + columns([(inputs.placeholder, inputs.documentation)]) }
    return lines.joined(separator: "\n")
  }

  static func signature(_ option: OptionDescription) -> String {
    option.value.placeholder.map { "\(option.spelling) \($0)" } ?? option.spelling
  }

  /// Two columns; a left side that is too wide stands on a line of its own.
  private static func columns(_ rows: [(String, String)]) -> [String] {
    let width = min(26, rows.map { $0.0.count }.max() ?? 0)
    return rows.flatMap { left, right -> [String] in
      let space = String(repeating: " ", count: max(0, width - left.count))
      return left.count <= width
        ? ["  \(left)\(space)  \(right)"] : ["  \(left)", "  \(String(repeating: " ", count: width))  \(right)"]
    }
  }
}

/// `forewarn help --man`: a page for section 8 in man(7) macros.
enum ManualPage {
  static func text(_ commands: [CommandDescription], version: String) -> String {
    var lines = [
      ".TH FOREWARN 8 \"\" \"forewarn \(version)\" \"System Administration\"",
      ".SH NAME", "forewarn \\- proactive support cases from alerts and response times",
      ".SH SYNOPSIS", ".B forewarn", ".I COMMAND", "[\\fIOPTION\\fR...] [\\fIINPUT\\fR...]",
      ".SH DESCRIPTION",
      escaped(
        "Forewarn reads monitoring alerts and transactions of customer instances from Kafka, keeps rolling statistics over them, and writes proactive case events to Kafka, exactly once. Data goes to standard output, everything else to standard error."
      ),
      ".SH COMMANDS",
    ]
    for command in commands {
      lines += [".SS \(escaped(command.synopsis))", escaped(command.summary)]
      if !command.discussion.isEmpty { lines += [".PP", escaped(command.discussion)] }
      for option in command.options {
        lines += [".TP", ".B \(escaped(HelpText.signature(option)))", escaped(option.documentation)]
      }
      if let inputs = command.inputs {
        lines += [".TP", ".I \(escaped(inputs.placeholder))", escaped(inputs.documentation)]
      }
    }
    lines += [".SH EXIT STATUS"]
    for code in ExitCode.allCases { lines += [".TP", ".B \(code.rawValue)", escaped(code.meaning)] }
    lines += [
      ".SH FILES", ".TP", ".I /etc/forewarn/forewarn.yaml",
      "The configuration, of which \\fBforewarn.yaml\\fR(5) speaks; \\fBforewarn config sample\\fR prints one.",
      ".TP", ".I /var/lib/forewarn", "The state; one process owns it.",
      ".SH SEE ALSO", ".BR forewarn.yaml (5)",
    ]
    return lines.joined(separator: "\n")
  }

  /// roff reads a backslash, a hyphen and a leading dot or quote as its own.
  static func escaped(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var out = line.first == "." || line.first == "'" ? "\\&" : ""
      for character in line {
        switch character {
        case "\\": out += "\\e"
        case "-": out += "\\-"
        default: out.append(character)
        }
      }
      return out
    }.joined(separator: "\n.br\n")
  }
}

/// `forewarn help --zsh-completion`: installed as /usr/share/zsh/vendor-completions/_forewarn.
enum ZshCompletion {
  static func text(_ commands: [CommandDescription]) -> String {
    var lines = ["#compdef forewarn", "", "local -a choices options", "local -i skipped=0", ""]
    lines += ["if (( CURRENT == 2 )); then", "  choices=("]
    for first in commands.firstWords {
      // What needs a second word is told by its own commands.
      let summary = commands.first { $0.words == [first] }.map { ":" + $0.summary } ?? ""
      lines.append("    \(quoted(first + summary))")
    }
    lines += ["  )", "  _describe -t commands command choices", "  return", "fi", ""]
    lines += ["if (( CURRENT == 3 )); then", "  case $words[2] in"]
    for first in commands.firstWords {
      let seconds = commands.behind(first)
      guard !seconds.isEmpty else { continue }
      let choices = seconds.map { quoted("\($0.words[1]):\($0.summary)") }.joined(separator: " ")
      lines.append("    \(first)) choices=(\(choices)) ;;")
    }
    lines += [
      "  esac", "  if (( $#choices )); then", "    _describe -t commands command choices", "    return", "  fi",
    ]
    lines += ["fi", "", "case \"$words[2] $words[3]\" in"]
    for command in commands {
      let pattern = command.words.count > 1 ? quoted(command.name) : "\(quoted(command.name + " "))*"
      lines += ["  \(pattern))", "    skipped=\(command.words.count)", "    options=("]
      lines += (command.options.map(specification) + ["'--help[Explains this command.]'"]).map { "      \($0)" }
      if let inputs = command.inputs { lines.append("      \(quoted("*:\(inputs.placeholder):_files"))") }
      lines += ["    ) ;;"]
    }
    lines += [
      "  *) return 1 ;;", "esac", "shift $skipped words", "(( CURRENT -= skipped ))", "_arguments -s -S : $options",
    ]
    return lines.joined(separator: "\n")
  }

  /// As `_arguments` reads it: `*--set=[What it does.]:PATH=VALUE:`.
  private static func specification(_ option: OptionDescription) -> String {
    let text = "\(option.repeats ? "*" : "")\(option.spelling)"
    let note = "[\(escaped(option.documentation))]"
    guard let placeholder = option.value.placeholder else { return quoted(text + note) }
    let joint = option.spelling.hasPrefix("--") ? "=" : "+"
    let action =
      switch option.value {
      case .choice(let names): "(\(names.joined(separator: " ")))"
      case .text: "_files"
      case .flag, .integer, .number, .assignment: " "
      }
    return quoted("\(text)\(joint)\(note):\(escaped(placeholder)):\(action)")
  }

  private static func escaped(_ text: String) -> String {
    String(text.flatMap { "[]:\\".contains($0) ? ["\\", $0] : [$0] })
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}

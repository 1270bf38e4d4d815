/// `forewarn help --fish-completion`: installed as /usr/share/fish/vendor_completions.d/forewarn.fish.
enum FishCompletion {
  static func text(_ commands: [CommandDescription]) -> String {
    var lines = [
      "# Whether exactly these words stand before the cursor.",
      "function __forewarn_at", "    set -l words (commandline -opc)", "    set -e words[1]",
      "    test \"$words\" = \"$argv\"", "end",
      "# Whether these words do, and whatever follows them.",
      "function __forewarn_in", "    set -l words (commandline -opc)", "    set -e words[1]",
      "    test \"$words[1..\(longest(commands))]\" = \"$argv\"; or test \"$words[1]\" = \"$argv\"", "end",
    ]
    for first in commands.firstWords {
      let summary = commands.first { $0.words == [first] }.map { " -d " + quoted($0.summary) } ?? ""
      lines.append("complete -c forewarn -f -n '__forewarn_at' -a \(first)\(summary)")
      for command in commands.behind(first) {
        lines.append(
          "complete -c forewarn -f -n '__forewarn_at \(first)' -a \(command.words[1]) -d \(quoted(command.summary))")
      }
    }
    for command in commands {
      for option in command.options {
        lines.append("complete -c forewarn -n '__forewarn_in \(command.name)' \(specification(option))")
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func longest(_ commands: [CommandDescription]) -> Int { commands.map(\.words.count).max() ?? 1 }

  private static func specification(_ option: OptionDescription) -> String {
    let isLong = option.spelling.hasPrefix("--")
    let name = option.spelling.drop { $0 == "-" }
    let value =
      switch option.value {
      case .flag: ""
      case .choice(let names): " -x -a \(quoted(names.joined(separator: " ")))"
      case .text: " -r"
      case .integer, .number, .assignment: " -x"
      }
    return "\(isLong ? "-l" : "-s") \(name)\(value) -d \(quoted(option.documentation))"
  }

  private static func quoted(_ text: String) -> String {
    "'" + String(text.flatMap { "'\\".contains($0) ? ["\\", $0] : [$0] }) + "'"
  }
}

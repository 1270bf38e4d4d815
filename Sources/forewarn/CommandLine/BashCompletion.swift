/// `forewarn help --bash-completion`: sourced by bash, or installed as /usr/share/bash-completion/completions/forewarn.
enum BashCompletion {
  static func text(_ commands: [CommandDescription]) -> String {
    let firsts = commands.firstWords
    var lines = [
      "_forewarn() {",
      "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} verb=${COMP_WORDS[1]} words=",
      "  case $COMP_CWORD:$verb in",
      "    1:*) words='\(firsts.joined(separator: " "))' ;;",
    ]
    for first in firsts {
      let seconds = commands.behind(first).map { $0.words[1] }
      if !seconds.isEmpty { lines.append("    2:\(first)) words='\(seconds.joined(separator: " "))' ;;") }
    }
    lines += [
      "    *)", "      case $previous in",
    ]
    // An option of one name takes the same values wherever it stands.
    var seen: Set<String> = []
    for option in commands.flatMap(\.options) where seen.insert(option.spelling).inserted {
      if case .choice(let names) = option.value {
        lines.append("        \(option.spelling)) words='\(names.joined(separator: " "))' ;;")
      }
    }
    lines += [
      "      esac", "      if [[ -z $words && $current == -* ]]; then", "        case \"$verb ${COMP_WORDS[2]}\" in",
    ]
    for command in commands {
      let pattern = command.words.count > 1 ? "'\(command.name)'" : "'\(command.name) '*"
      let spellings = (command.options.map(\.spelling) + ["--help"]).joined(separator: " ")
      lines.append("          \(pattern)) words='\(spellings)' ;;")
    }
    lines += [
      "        esac", "      fi", "      ;;", "  esac",
      "  if [[ -n $words ]]; then mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")",
      "  else mapfile -t COMPREPLY < <(compgen -f -- \"$current\"); fi", "}",
      "complete -o filenames -F _forewarn forewarn",
    ]
    return lines.joined(separator: "\n")
  }
}

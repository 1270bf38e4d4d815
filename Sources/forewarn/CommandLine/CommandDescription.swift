/// What an option's value must be; checked when the command line is parsed.
enum OptionValue: Sendable {
  /// No value: the option is there or not.
  case flag
  case text(placeholder: String)
  case integer(ClosedRange<Int64>, placeholder: String)
  case number(ClosedRange<Double>, placeholder: String)
  case choice([String])
  /// `name=value`.
  case assignment(placeholder: String)

  var placeholder: String? {
    switch self {
    case .flag: nil
    case .text(let placeholder), .integer(_, let placeholder), .number(_, let placeholder),
      .assignment(let placeholder):
      placeholder
    case .choice(let names): names.joined(separator: "|")
    }
  }

  /// nil when the text will do, else what it must be.
  func complaint(about text: String) -> String? {
    switch self {
    case .flag: nil
    case .text: text.isEmpty ? "must not be empty" : nil
    case .integer(let range, placeholder: _):
      Int64(text).map(range.contains) == true
        ? nil : "must be a whole number from \(range.lowerBound) to \(range.upperBound), not \"\(text)\""
    case .number(let range, placeholder: _):
      decimal(text).map(range.contains) == true
        ? nil : "must be a number from \(range.lowerBound) to \(range.upperBound), not \"\(text)\""
    case .choice(let names):
      names.contains(text)
        ? nil
        : "must be one of \(names.joined(separator: ", ")), not \"\(text)\"\(Suggestion.clause(for: text, in: names))"
    case .assignment(let placeholder):
      (text.firstIndex(of: "=").map { $0 > text.startIndex } ?? false) ? nil : "must be \(placeholder)"
    }
  }
}

/// A decimal number; unlike `Double(_:)`, no hexadecimal, infinity or NaN.
func decimal(_ text: some StringProtocol) -> Double? {
  guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }) else { return nil }
  return Double(text).flatMap { $0.isFinite ? $0 : nil }
}

struct OptionDescription: Sendable {
  /// As it is typed: `--config`, `-X`.
  var spelling: String
  var value: OptionValue
  /// One sentence.
  var documentation: String
  var isRequired = false
  var repeats = false
}

/// What stands on the command line without an option.
struct InputDescription: Sendable {
  var placeholder: String
  var documentation: String
  var minimum = 0
  var maximum = Int.max
}

/// One verb: everything that parsing, help, man page and completion need to know.
struct CommandDescription: Sendable {
  /// `["config", "check"]`.
  var words: [String]
  /// One line.
  var summary: String
  /// Paragraphs for help and the man page.
  var discussion = ""
  var options: [OptionDescription] = []
  var inputs: InputDescription?

  var name: String { words.joined(separator: " ") }

  func option(_ spelling: String) -> OptionDescription? { options.first { $0.spelling == spelling } }

  var synopsis: String {
    var parts = ["forewarn \(name)"]
    for option in options {
      let text = option.value.placeholder.map { "\(option.spelling) \($0)" } ?? option.spelling
      parts.append(option.isRequired ? text : option.repeats ? "[\(text)]…" : "[\(text)]")
    }
    if let inputs {
      let text = inputs.placeholder + (inputs.maximum > 1 ? "…" : "")
      parts.append(inputs.minimum > 0 ? text : "[\(text)]")
    }
    return parts.joined(separator: " ")
  }
}

extension [CommandDescription] {
  /// Each once, in order: `config`, of which there are several, too.
  var firstWords: [String] {
    var seen: Set<String> = []
    return map { $0.words[0] }.filter { seen.insert($0).inserted }
  }

  /// What can stand behind a first word.
  func behind(_ first: String) -> [CommandDescription] { filter { $0.words.count > 1 && $0.words[0] == first } }
}

/// A verb. Listed in `CommandTable`.
protocol Command: Sendable {
  static var description: CommandDescription { get }
  /// Data goes to the console's output, everything else to its errors. The arguments have been checked against the description.
  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode
}

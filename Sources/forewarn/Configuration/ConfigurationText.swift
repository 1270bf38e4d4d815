import ForewarnCore

/// A configuration as a YAML file: all keys, defaults too. `config show` and `config sample` print it.
struct ConfigurationText {
  private var lines: [String] = []
  private let isCommented: Bool

  static func show(_ configuration: Configuration) -> String { text(of: configuration, isCommented: false) }

  /// The sample: every key with its default and a sentence; what has no default stands there by example.
  static var sample: String {
    var example = Configuration()
    example.kafkaProperties = [KafkaProperty(name: "bootstrap.servers", value: "localhost:9092")]
    example.topics = [TopicConfiguration(name: "alerts"), TopicConfiguration(name: "transactions")]
    example.topics[1].decoder.kind = .transactions
    example.statePath = "/var/lib/forewarn"
    return text(of: example, isCommented: true)
  }

  private init(isCommented: Bool) { self.isCommented = isCommented }

  private static func text(of configuration: Configuration, isCommented: Bool) -> String {
    var text = ConfigurationText(isCommented: isCommented)
    if isCommented {
      text.lines += [
        "# All of Forewarn's settings, with their defaults. Required are kafka, topics and state.path.",
        "# Secrets in string values: ${credential:NAME} (systemd's LoadCredential=), ${env:NAME}, ${env:NAME:-default},",
        "# ${file:/absolute/path}; $${ is a literal ${. On the command line: --set cases.open_at_risk=0.8, -X linger.ms=5.",
        "# What counts time may be written as a duration: 500ms, 90s, 5m, 2h, 7d; a pane is a minute.",
      ]
    }
    var open: [String] = []
    for key in ConfigurationKeys.table.keys {
      let parts = key.path.split(separator: ".").map(String.init)
      let sections = Array(parts.dropLast())
      if sections != open {
        let common = zip(sections, open).prefix { $0.0 == $0.1 }.count
        for depth in common..<sections.count {
          let path = sections[...depth].joined(separator: ".")
          if isCommented, depth == 0 { text.lines.append("") }
          text.comment(ConfigurationKeys.table.sections[path] ?? "", depth: depth)
          text.lines.append(Self.indent(depth) + sections[depth] + ":")
        }
        open = sections
      }
      if isCommented, sections.isEmpty { text.lines.append("") }
      for (index, sentence) in sentences(about: key.description).enumerated() {
        text.comment((index == 0 ? "" : "  ") + sentence, depth: sections.count)
      }
      text.write(name: parts[parts.count - 1], key.shown(configuration), depth: sections.count)
    }
    return text.lines.joined(separator: "\n")
  }

  /// What there is to know of a key: its own sentence, then one for each key of its rows.
  static func sentences(about description: KeyDescription) -> [String] {
    var notes: [String] = []
    switch description.value {
    case .integer(let range) where range.count == 1: break
    case .integer(let range): notes.append("\(range.lowerBound) to \(range.upperBound)")
    case .number(let range):
      notes.append("\(ShownValue.number(range.lowerBound).json) to \(ShownValue.number(range.upperBound).json)")
    case .choice(let names): notes.append(names.joined(separator: ", "))
    case .mapping(let names?, _, .integer(let range)):
      notes.append("\(names.joined(separator: ", ")): \(range.lowerBound) to \(range.upperBound)")
    case .mapping(nil, _, .integer(let range)): notes.append("\(range.lowerBound) to \(range.upperBound)")
    case .text, .texts, .table, .mapping, .fields, .words, .rows: break
    }
    if let unit = description.unit { notes.append(unit) }
    if description.isNullable, !description.documentation.contains("null") { notes.append("null = none") }
    let note = notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))"
    guard case .rows(let keys) = description.value else { return [description.documentation + note] }
    return [description.documentation + note] + keys.map { sentence(aboutRow: $0) }
  }

  private static func sentence(aboutRow key: KeyDescription) -> String {
    var note = key.isRequired ? "required" : ""
    if case .choice(let names) = key.value { note += (note.isEmpty ? "" : "; ") + names.joined(separator: ", ") }
    if case .table(let names?, _) = key.value { note += names.joined(separator: ", ") }
    if case .fields(let names) = key.value { note += names.joined(separator: ", ") }
    if case .words(let meanings) = key.value { note += "{WORD: MEANING}; " + meanings.joined(separator: ", ") }
    return "\(key.path): \(key.documentation)\(note.isEmpty ? "" : " (\(note))")"
  }

  private mutating func comment(_ sentence: String, depth: Int) {
    if isCommented, !sentence.isEmpty { lines.append("\(Self.indent(depth))# \(sentence)") }
  }

  private mutating func write(name: String, _ value: ShownValue, depth: Int) {
    let start = Self.indent(depth) + Self.scalar(name) + ":"
    switch value {
    case .table(let pairs) where !pairs.isEmpty:
      lines.append(start)
      for pair in pairs { write(name: pair.name, pair.value, depth: depth + 1) }
    case .list(let items):
      guard case .table = items.first else {
        lines.append("\(start) [\(items.map(Self.inline).joined(separator: ", "))]")
        return
      }
      lines.append(start)
      for item in items {
        guard case .table(let pairs) = item else { continue }
        for (index, pair) in pairs.enumerated() {
          let lead = Self.indent(depth + 1) + (index == 0 ? "- " : "  ")
          lines.append("\(lead)\(Self.scalar(pair.name)): \(Self.inline(pair.value))")
        }
      }
    case .table, .null, .flag, .integer, .number, .text: lines.append("\(start) \(Self.inline(value))")
    }
  }

  private static func indent(_ depth: Int) -> String { String(repeating: "  ", count: depth) }

  private static func inline(_ value: ShownValue) -> String {
    switch value {
    case .null: "null"
    case .flag(let value): "\(value)"
    case .integer(let value): String(value)
    case .number(let value): "\(value)"
    case .text(let text): scalar(text)
    case .list(let items): "[\(items.map(inline).joined(separator: ", "))]"
    case .table(let pairs):
      "{\(pairs.map { "\(scalar($0.name)): \(inline($0.value))" }.joined(separator: ", "))}"
    }
  }

  /// Plain where nothing can be misread, else quoted; JSON's escapes are YAML's too.
  private static func scalar(_ text: String) -> String {
    let isPlain =
      text.utf8.first.map { (0x61...0x7a).contains($0) || (0x41...0x5a).contains($0) || $0 == 0x2f } ?? false
    let allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/"
    let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
    if isPlain, text.allSatisfy(allowed.contains), !words.contains(text.lowercased()) { return text }
    return ShownValue.text(text).json
  }
}

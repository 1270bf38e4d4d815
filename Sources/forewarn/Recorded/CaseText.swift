import ForewarnCore

/// A case event in words, for a terminal: pure, so that a test can read them.
struct CaseText: Sendable {
  var width = 100
  var isColored = false

  private enum Colour: Int {
    case red = 31, green = 32, yellow = 33, cyan = 36
  }

  private static let indent = 9

  // MARK: A case event

  /// What happened, to whom, why, and what to do: ten seconds to read.
  func lines(_ event: ConsumedCaseEvent) -> [String] {
    let clock = Timestamp.clockMinute(event.timeMicros)
    let customer = [event.account, event.tier].filter { !$0.isEmpty }.joined(separator: ", ")
    let head =
      "\(clock)  \(colored(word(event.change), colour(event.change)))  \(bold(event.change == "resolved" || event.headline.isEmpty ? event.title : event.headline))"
    switch event.change {
    case "resolved": return [head] + field("now", event.summary)
    case "updated":
      // What is new is all that needs saying: the rest stands above.
      return [head] + event.reasons.prefix(2).flatMap { field("why", $0) }
    default:
      var lines = [head]
      lines += field(
        "who",
        "\(customer); priority \(event.priority), risk \(percent(event.risk)); \(event.items.joined(separator: ", "))")
      guard event.change != "escalated" else { return lines + event.reasons.prefix(1).flatMap { field("why", $0) } }
      for reason in event.reasons.prefix(3) { lines += field("why", reason) }
      return lines
        + field("do", "\(event.action) (\(event.owner), answer within \(Self.words(ofDuration: event.respondWithin)))")
    }
  }

  private func word(_ change: String) -> String {
    switch change {
    case "opened": "CASE OPENED"
    case "resolved": "RESOLVED"
    default: change.uppercased()
    }
  }

  private func colour(_ change: String) -> Colour {
    switch change {
    case "opened", "reopened", "escalated": .red
    case "resolved": .green
    default: .yellow
    }
  }

  private func field(_ name: String, _ text: String) -> [String] {
    let label = String(repeating: " ", count: Self.indent - 2 - name.count) + name + "  "
    return wrapped(text, to: width - Self.indent).enumerated().map { index, line in
      (index == 0 ? label : String(repeating: " ", count: Self.indent)) + line
    }
  }

  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

  /// `PT4H` as people say it.
  static func words(ofDuration text: String) -> String {
    guard text.hasPrefix("P"), let unit = text.last, let number = Int(text.drop { "PT".contains($0) }.dropLast()) else {
      return text
    }
    switch unit {
    case "M": return "\(number) min"
    case "H": return "\(number) h"
    case "D": return number == 1 ? "a day" : "\(number) days"
    default: return text
    }
  }

  // MARK: Form

  func wrapped(_ text: String, to limit: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > limit {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return line.isEmpty ? lines : lines + [line]
  }

  func bold(_ text: String) -> String { isColored ? "\u{1b}[1m\(text)\u{1b}[0m" : text }
  func heading(_ text: String) -> String { colored(bold(text), .cyan) }
  func good(_ text: String) -> String { colored(text, .green) }
  func bad(_ text: String) -> String { colored(text, .red) }
  private func colored(_ text: String, _ colour: Colour) -> String {
    isColored ? "\u{1b}[\(colour.rawValue)m\(text)\u{1b}[0m" : text
  }
}

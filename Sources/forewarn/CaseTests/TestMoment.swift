import ForewarnCore

/// When something is, in a test: how long after its start (`24h4m12s`), or a moment of its own (RFC 3339).
enum TestMoment: Sendable, Equatable {
  case after(micros: Int64)
  case at(micros: Int64)

  static let form = "a time after the start, such as 24h30m, or a moment such as 2026-11-24T10:30:00Z"
  private static let units: [(letter: Character, seconds: Int64)] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)]
  private static let longestSeconds: Int64 = 400 * 86_400

  init?(_ text: String) {
    if let micros = EventTime.micros(ofRFC3339: text) {
      self = .at(micros: micros)
      return
    }
    guard let seconds = Self.seconds(text) else { return nil }
    self = .after(micros: seconds * 1_000_000)
  }

  var isAfterStart: Bool { if case .after = self { true } else { false } }

  func micros(from start: Int64) -> Int64 {
    switch self {
    case .after(let micros): start + micros
    case .at(let micros): micros
    }
  }

  /// Of parts from days to seconds, each at most once; `0` needs no unit.
  private static func seconds(_ text: String) -> Int64? {
    if text == "0" { return 0 }
    var rest = text[...]
    var units = units[...]
    var sum: Int64 = 0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      guard digits.count <= 9, let number = Int64(digits), let letter = rest.popFirst(),
        let place = units.firstIndex(where: { $0.letter == letter })
      else { return nil }
      sum += number * units[place].seconds
      units = units[(place + 1)...]
    }
    return text.isEmpty || sum > longestSeconds ? nil : sum
  }

  /// How people say how far behind the start a moment is.
  static func text(micros: Int64, after start: Int64) -> String {
    var seconds = (micros - start) / 1_000_000
    if seconds == 0 { return "0" }
    var text = seconds < 0 ? "-" : ""
    seconds = abs(seconds)
    for unit in units.dropFirst() where seconds >= unit.seconds {
      text += "\(seconds / unit.seconds)\(unit.letter)"
      seconds %= unit.seconds
    }
    return text
  }
}

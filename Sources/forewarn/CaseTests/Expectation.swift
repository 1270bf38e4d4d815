import ForewarnCore

/// A value from one to another, both of them in: `major`, `minor..major`, `major..`, `..2`.
struct Bounds<Value: Comparable & Sendable>: Sendable {
  var text: String
  private var least: Value?
  private var most: Value?

  init?(_ text: String, _ value: (String) -> Value?) {
    self.text = text
    guard let dots = text.firstRange(of: "..") else {
      guard let only = value(text) else { return nil }
      (least, most) = (only, only)
      return
    }
    let parts = [text[..<dots.lowerBound], text[dots.upperBound...]].map(String.init)
    if !parts[0].isEmpty {
      guard let first = value(parts[0]) else { return nil }
      least = first
    }
    if !parts[1].isEmpty {
      guard let last = value(parts[1]) else { return nil }
      most = last
    }
    if let least, let most, least > most { return nil }
    if least == nil, most == nil { return nil }
  }

  func contains(_ value: Value) -> Bool { least.map { $0 <= value } ?? true && most.map { value <= $0 } ?? true }
}

/// One line of what a test expects: a case event, or that none comes.
struct Expectation: Sendable {
  enum Wanted: Sendable, Equatable {
    case event(CaseEventType)
    case none

    static let all = CaseEventType.allCases.map { Wanted.event($0) } + [.none]

    var name: String {
      switch self {
      case .event(let type): type.name
      case .none: "none"
      }
    }
  }

  var wanted = Wanted.none
  var instance = ""
  var kind: CaseKind?
  var at: TestMoment?
  var between: TestSpan?
  var severity: Bounds<Severity>?
  var priority: Bounds<Int>?
  var reasons: [String] = []
  var resolution = ""
  var contains = ""

  /// In what an event differs from what is expected; of `none`, its type does not matter.
  func differences(_ event: ConsumedCaseEvent, start: Int64) -> [String] {
    var found: [String] = []
    if case .event(let type) = wanted, event.change != type.name { found.append("it is \(event.change)") }
    if !instance.isEmpty, event.instance != instance { found.append("it is of \(event.instance)") }
    if let kind, event.kind != kind.name { found.append("its kind is \(event.kind)") }
    if !span(start).contains(event.timeMicros) {
      found.append("it came at \(TestMoment.text(micros: event.timeMicros, after: start))")
    }
    if let severity, Severity.allCases.first(where: { $0.name == event.severity }).map(severity.contains) != true {
      found.append("its severity is \(event.severity)")
    }
    if let priority, Int(event.priority).map(priority.contains) != true {
      found.append("its priority is \(event.priority)")
    }
    for code in reasons where !event.codes.contains(code) {
      found.append("\(code) is none of its reasons (\(event.codes.joined(separator: ", ")))")
    }
    if !resolution.isEmpty, event.resolution != resolution {
      found.append("its resolution is \(event.resolution.isEmpty ? "null" : event.resolution)")
    }
    if !contains.isEmpty, ![event.title, event.headline, event.summary].contains(where: { $0.contains(contains) }) {
      found.append("neither title, headline nor summary contain \"\(contains)\"")
    }
    return found
  }

  /// How far from when it is expected an event came, µs.
  func distance(_ event: ConsumedCaseEvent, start: Int64) -> Int64 {
    let span = span(start)
    if event.timeMicros < span.lowerBound { return span.lowerBound - event.timeMicros }
    return max(0, event.timeMicros - span.upperBound)
  }

  /// `at` is the minute that begins there.
  private func span(_ start: Int64) -> ClosedRange<Int64> {
    if let at {
      let first = at.micros(from: start)
      return first...(first + 59_999_999)
    }
    return between?.micros(from: start) ?? .min + 1 ... .max - 1
  }

  func text(_ times: String) -> String {
    var parts = [wanted == .none ? "no event" : wanted.name]
    if !instance.isEmpty { parts.append("of \(instance)") }
    if let kind { parts.append("kind \(kind.name)") }
    if let severity { parts.append("severity \(severity.text)") }
    if let priority { parts.append("priority \(priority.text)") }
    if !reasons.isEmpty { parts.append("reasons \(reasons.joined(separator: ", "))") }
    if !resolution.isEmpty { parts.append("resolution \(resolution)") }
    if !contains.isEmpty { parts.append("with \"\(contains)\"") }
    return (parts + [times]).filter { !$0.isEmpty }.joined(separator: ", ")
  }
}

/// From one moment to another: `24h..24h30m`, `24h..`, `..24h`.
struct TestSpan: Sendable {
  var text: String
  private var first: TestMoment?
  private var last: TestMoment?

  init?(_ text: String) {
    guard let dots = text.firstRange(of: "..") else { return nil }
    let parts = [text[..<dots.lowerBound], text[dots.upperBound...]].map(String.init)
    let moments = parts.map(TestMoment.init)
    guard zip(parts, moments).allSatisfy({ $0.isEmpty || $1 != nil }), parts != ["", ""] else { return nil }
    self.text = text
    (first, last) = (moments[0], moments[1])
    if let first, let last, first.isAfterStart == last.isAfterStart, first.micros(from: 0) > last.micros(from: 0) {
      return nil
    }
  }

  func micros(from start: Int64) -> ClosedRange<Int64> {
    let lower = first?.micros(from: start) ?? .min + 1
    return lower...max(lower, last?.micros(from: start) ?? .max - 1)
  }
}

import ForewarnCore

/// Numbers of one minute after another, in few words: `400x60` is 60 minutes of 400, `400+10x60` 400, 410, … for 60 minutes, `_x5` five
/// minutes without any, `(0x9 4)x6` an hour in which every tenth minute has 4. Unlike promtool's, `x60` is 60 values and not 61.
struct TestSeries: Sendable, Equatable {
  /// nil where a minute has none.
  var values: [Double?] = []

  static let form =
    "values such as 400x60 400+10x30 _x5 900 (VALUE, VALUExMINUTES, VALUE+STEPxMINUTES, (…)xTIMES, _ for none)"
  private static let mostMinutes = 100_000
  private static let most = 1e12

  init?(_ text: String) {
    var rest = text[...]
    guard let values = Self.values(&rest, isGroup: false), rest.isEmpty, !values.isEmpty else { return nil }
    self.values = values
  }

  /// Up to the end, or to the parenthesis that closes a group. Groups hold no groups.
  private static func values(_ rest: inout Substring, isGroup: Bool) -> [Double?]? {
    var values: [Double?] = []
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
      } else if first == ")" {
        return isGroup ? values : nil
      } else if first == "(" {
        rest.removeFirst()
        guard !isGroup, let group = Self.values(&rest, isGroup: true), rest.popFirst() == ")", rest.popFirst() == "x"
        else { return nil }
        let digits = rest.prefix { $0.isNumber }
        rest = rest.dropFirst(digits.count)
        guard let times = Int(digits), (1...mostMinutes).contains(times),
          values.count + group.count * times <= mostMinutes
        else { return nil }
        for _ in 0..<times { values += group }
      } else {
        let word = rest.prefix { !$0.isWhitespace && $0 != "(" && $0 != ")" }
        rest = rest.dropFirst(word.count)
        guard let run = run(word), values.count + run.count <= mostMinutes else { return nil }
        values += run
      }
    }
    return isGroup ? nil : values
  }

  /// The value of a minute. One value alone is that of every minute.
  subscript(minute: Int) -> Double? {
    if values.count == 1 { return values[0] }
    return values.indices.contains(minute) ? values[minute] : nil
  }

  private static func run(_ word: Substring) -> [Double?]? {
    var value = word
    var count = 1
    if let cross = word.firstIndex(of: "x") {
      guard let minutes = Int(word[word.index(after: cross)...]), (1...mostMinutes).contains(minutes) else {
        return nil
      }
      value = word[..<cross]
      count = minutes
    }
    if value == "_" { return Array(repeating: nil, count: count) }
    var step = 0.0
    if let sign = value.dropFirst().firstIndex(where: { $0 == "+" || $0 == "-" }) {
      guard let number = decimal(value[value.index(after: sign)...]) else { return nil }
      step = value[sign] == "-" ? -number : number
      value = value[..<sign]
    }
    guard let start = decimal(value) else { return nil }
    let run = (0..<count).map { start + step * Double($0) }
    return run.allSatisfy { (0...most).contains($0) } ? run : nil
  }
}

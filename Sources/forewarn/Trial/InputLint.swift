import ForewarnCore

/// What is odd about events that are taken all the same, and is found out only when, after a week, nothing was learned: names with ids, names
/// that were cut, durations of another unit.
struct InputLint {
  /// Names that are one but for their ids.
  private struct Shape {
    var names: Set<String> = []
    var events = 0
    var example: String
  }

  private struct ShapeKey: Hashable {
    var kind: Event.Kind
    var text: String
  }

  private static let shapesAtMost = 1_000
  private static let namesAtMost = 10_000
  private static let durationsAtMost = 10_000
  /// Fewer say nothing.
  private static let leastNames = 3
  private static let leastDurations = 3
  /// Response times that people wait for lie between these in the middle.
  private static let usualMicros: ClosedRange<Int64> = 1_000...60_000_000

  private var shapes: [ShapeKey: Shape] = [:]
  private var order: [ShapeKey] = []
  private var cut: Set<String> = []
  private var cutExample = ""
  private var durations: [Int64] = []

  mutating func take(_ event: Event) {
    let name = event.name.text
    if event.kind == .transaction, durations.count < Self.durationsAtMost { durations.append(event.durationMicros) }
    if Self.isCut(name), cut.count < Self.namesAtMost {
      if cut.isEmpty { cutExample = name }
      cut.insert(name)
    }
    let key = ShapeKey(kind: event.kind, text: Self.shape(of: name))
    if shapes[key] == nil {
      guard shapes.count < Self.shapesAtMost, key.text != name else { return }
      shapes[key] = Shape(example: name)
      order.append(key)
    }
    shapes[key]?.events += 1
    if shapes[key]?.names.count ?? 0 < Self.namesAtMost { shapes[key]?.names.insert(name) }
  }

  /// A sentence for each thing, in the order in which they were met.
  func hints(unit: DurationUnit) -> [String] {
    var hints = order.compactMap { key in shapes[key].flatMap { Self.hint(key, $0) } }
    if !cut.isEmpty {
      hints.append(
        "\(Words.many(Int64(cut.count), "name")) may have been cut, such as \"\(Words.cut(cutExample, to: 80))\": several that begin alike are one series then; let the sender pass them whole, up to \(Limits.nameBytes) bytes"
      )
    }
    let sorted = durations.sorted()
    if sorted.count >= Self.leastDurations {
      let middle = sorted[sorted.count / 2]
      let read = "half of all durations are below \(Double(middle) / 1_000) ms, read in \(unit.rawValue)"
      if middle > 0, middle < Self.usualMicros.lowerBound {
        hints.append("\(read): where the sender means a larger unit, set `unit:` of the topic")
      } else if middle > Self.usualMicros.upperBound {
        hints.append("\(read): where the sender means a smaller unit, set `unit:` of the topic")
      }
    }
    return hints
  }

  /// An id comes once or twice, and the name of something that is done comes again.
  private static func hint(_ key: ShapeKey, _ shape: Shape) -> String? {
    guard shape.names.count >= leastNames, shape.names.count * 2 > shape.events else { return nil }
    let thing =
      switch key.kind {
      case .transaction: "transactions"
      case .alert: "alerts"
      case .signal: "signals"
      }
    return
      "\(shape.names.count) \(thing) in \(Words.many(Int64(shape.events), "event")) differ in what looks like an id (\(Words.cut(key.text, to: 80)), such as \(Words.cut(shape.example, to: 80))): each is a series of its own, of which nothing is learned; leave the id out, at the sender or by a template in `fields:`"
  }

  /// The name with `#` for each of its words that has three digits or more, or is one of a longer hexadecimal id.
  static func shape(of name: String) -> String {
    var shape = ""
    var word = ""
    func shown() -> String {
      let digits = word.utf8.count { (0x30...0x39).contains($0) }
      let isHexadecimal = word.utf8.count >= 4 && word.allSatisfy(\.isHexDigit)
      return digits >= 3 || digits > 0 && isHexadecimal ? "#" : word
    }
    for character in name {
      if character.isLetter || character.isNumber {
        word.append(character)
      } else {
        shape += shown()
        word = ""
        shape.append(character)
      }
    }
    return shape + shown()
  }

  private static func isCut(_ name: String) -> Bool {
    name.utf8.count >= Limits.nameBytes || name.hasSuffix("…") || name.hasSuffix("...")
  }
}

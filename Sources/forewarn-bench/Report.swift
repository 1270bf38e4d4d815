import ForewarnCore

/// One measured result: a JSON object on one line, or `name: value` lines for people.
struct Report {
  private enum Value {
    case text(String)
    case integer(Int64)
    case number(Double)
  }

  private var fields: [(name: String, value: Value)] = []

  init(_ name: String) { fields.append(("name", .text(name))) }

  mutating func add(_ name: String, _ value: Int) { fields.append((name, .integer(Int64(value)))) }

  /// Whole above a thousand, else to four decimals: nothing here is known better.
  mutating func add(_ name: String, _ value: Double) {
    let isLarge = value.isFinite && value.magnitude >= 1_000
    fields.append((name, isLarge ? .integer(Int64(value)) : .number((value * 10_000).rounded() / 10_000)))
  }

  /// The members that every benchmark has.
  mutating func add(events: Int, wallSeconds: Double, cpuSeconds: Double) {
    add("events", events)
    add("wall_seconds", wallSeconds)
    add("cpu_seconds", cpuSeconds)
    add("events_per_cpu_second", Double(events) / cpuSeconds)
  }

  func show(_ options: Options) { Terminal.say(options.isJSON ? json : text) }

  private var json: String {
    var json = JSONWriter()
    json.object { json in
      for (name, value) in fields {
        switch value {
        case .text(let text): json.string(name, text)
        case .integer(let whole): json.integer(name, whole)
        case .number(let number): json.number(name, number)
        }
      }
    }
    return json.text
  }

  private var text: String {
    fields.map { name, value in
      switch value {
      case .text(let text): "  \(name): \(text)"
      case .integer(let whole): "  \(name): \(whole)"
      case .number(let number): "  \(name): \(number)"
      }
    }.joined(separator: "\n") + "\n"
  }
}

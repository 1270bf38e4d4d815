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
  mutating func add(_ name: String, _ value: Double) { fields.append((name, .number(value))) }

  /// The members that every benchmark has.
  mutating func add(events: Int, wallSeconds: Double, cpuSeconds: Double) {
    add("events", events)
    add("wall_seconds", wallSeconds)
    add("cpu_seconds", cpuSeconds)
    add("events_per_cpu_second", Double(events) / cpuSeconds)
  }

  func show(_ options: Options) {
    // Names and texts are our own: nothing in them needs an escape.
    let members = fields.map { field in
      let value =
        switch field.value {
        case .text(let text): options.isJSON ? "\"\(text)\"" : text
        case .integer(let whole): String(whole)
        case .number(let number): Self.text(number)
        }
      return options.isJSON ? "\"\(field.name)\":\(value)" : "  \(field.name): \(value)"
    }
    Terminal.say(options.isJSON ? "{" + members.joined(separator: ",") + "}" : members.joined(separator: "\n") + "\n")
  }

  /// Whole above a thousand, else to four decimals: nothing here is known better.
  private static func text(_ number: Double) -> String {
    guard number.isFinite else { return "null" }
    return abs(number) >= 1_000 ? String(Int64(number)) : "\((number * 10_000).rounded() / 10_000)"
  }
}

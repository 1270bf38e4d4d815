/// Writes JSON (RFC 8259), keys in the order given.
indirect enum JSONText: Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONText])
  case object([(name: String, value: JSONText)])

  /// On one line.
  var compact: String {
    var out = ""
    write(to: &out, indent: nil)
    return out
  }

  /// Two spaces a level.
  var indented: String {
    var out = ""
    write(to: &out, indent: 0)
    return out
  }

  private func write(to out: inout String, indent: Int?) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .integer(let value): out += String(value)
    case .number(let value): out += Self.number(value)
    case .string(let value): Self.quote(value, to: &out)
    case .array(let items):
      Self.write(items.count, open: "[", close: "]", indent: indent, to: &out) { index, inner, out in
        items[index].write(to: &out, indent: inner)
      }
    case .object(let members):
      Self.write(members.count, open: "{", close: "}", indent: indent, to: &out) { index, inner, out in
        Self.quote(members[index].name, to: &out)
        out += inner == nil ? ":" : ": "
        members[index].value.write(to: &out, indent: inner)
      }
    }
  }

  private static func write(
    _ count: Int, open: String, close: String, indent: Int?, to out: inout String,
    item: (Int, Int?, inout String) -> Void
  ) {
    out += open
    let inner = indent.map { $0 + 1 }
    for index in 0..<count {
      if index > 0 { out += "," }
      if let inner { out += "\n" + String(repeating: "  ", count: inner) }
      item(index, inner, &out)
    }
    if let indent, count > 0 { out += "\n" + String(repeating: "  ", count: indent) }
    out += close
  }

  /// JSON has no infinities; whole numbers are written without a point.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    if let whole = Int64(exactly: value), abs(value) < 1e15 { return String(whole) }
    return "\(value)"
  }

  static func quote(_ text: String, to out: inout String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }
}

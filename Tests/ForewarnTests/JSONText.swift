import ForewarnCore

/// A JSON text as a tree, to look into and to change.
indirect enum JSONText {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONText])
  case object([(name: String, value: JSONText)])

  var compact: String {
    var json = JSONWriter()
    write(to: &json)
    return json.text
  }

  private func write(_ name: String? = nil, to json: inout JSONWriter) {
    switch self {
    case .null: json.null(name)
    case .bool(let value): json.bool(name, value)
    case .integer(let value): json.integer(name, value)
    case .number(let value): json.number(name, value)
    case .string(let value): json.string(name, value)
    case .array(let items): json.array(name) { json in for item in items { item.write(to: &json) } }
    case .object(let members):
      json.object(name) { json in for member in members { member.value.write(member.name, to: &json) } }
    }
  }
}

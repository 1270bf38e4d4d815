/// What case events and health records have in common as JSON.
enum FittingJSON {
  /// With as much detail as an output may hold: the first of the levels that fits, else the last.
  static func of<Detail>(_ levels: [Detail], _ render: (Detail) -> [UInt8]) -> [UInt8] {
    var value: [UInt8] = []
    for level in levels {
      value = render(level)
      if value.count <= Limits.caseEventBytes { break }
    }
    assert(value.count <= Limits.caseEventBytes, "the least detail fits")
    return value
  }

  static func contributions(_ parts: [Contribution], as name: String, to json: inout JSONWriter) {
    json.array(name) { list in
      for part in parts {
        list.object {
          $0.string("domain", part.name)
          $0.number("risk", Double(part.permille) / 1000, decimals: 3)
        }
      }
    }
  }
}

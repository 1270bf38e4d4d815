/// `warnings/<instance>`: what counts for its customer's budget.
enum WarningRows: TableRows {
  typealias RowName = Name
  typealias Entry = EarlyWarnings
  static let prefix = Array("warnings/".utf8)
}

/// `situation/<instance>|<kind>`: a row for each situation.
enum CaseRows: BookRows {
  static let prefix = Array("situation/".utf8)
  static func spelling(of name: SituationKey) -> [UInt8] { name.bytes }
  static func name(spelled bytes: ArraySlice<UInt8>) -> SituationKey? { SituationKey(Array(bytes)) }

  static func writeChanges(of cases: inout CaseBook, to rows: inout RowTable) {
    for (name, situation) in cases.takeChanges() {
      if let situation { rows.put(key(name), RowWriter.bytes(of: situation)) } else { rows.remove(key(name)) }
    }
  }

  static func markAllChanged(_ cases: inout CaseBook) { cases.markAllChanged() }

  static func restore(_ name: SituationKey, _ value: [UInt8], to cases: inout CaseBook) throws(MalformedBytes) {
    cases.restore(try RowReader.value(Situation.self, from: value), name)
  }
}

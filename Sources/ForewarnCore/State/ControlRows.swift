/// Rows of a table: one for each entry, under its key.
protocol TableRows: BookRows where RowName: Hashable & Comparable, Part == ChangingTable<RowName, Entry> {
  associatedtype Entry: RowValue & Equatable
}

extension TableRows {
  static func writeChanges(of table: inout Part, to rows: inout RowTable) {
    for (name, entry) in table.takeChanges() {
      if let entry { rows.put(key(name), RowWriter.bytes(of: entry)) } else { rows.remove(key(name)) }
    }
  }

  static func markAllChanged(_ table: inout Part) { table.markAllChanged() }

  static func restore(_ name: RowName, _ value: [UInt8], to table: inout Part) throws(MalformedBytes) {
    table.restore(try RowReader.value(Entry.self, from: value), name)
  }
}

/// `control/<topic>/<number>`: how far a control topic is applied.
enum ControlPositionRows: TableRows {
  typealias Entry = ControlPosition
  static let prefix = Array("control/".utf8)
  static func spelling(of name: TopicPartition) -> [UInt8] { PartitionRows.spelling(of: name) }
  static func name(spelled bytes: ArraySlice<UInt8>) -> TopicPartition? { PartitionRows.name(spelled: bytes) }
}

/// `silence/<id>`
enum SilenceRows: TableRows {
  typealias RowName = Name
  typealias Entry = Silence
  static let prefix = Array("silence/".utf8)
}

/// `exclusion/<id>`
enum ExclusionRows: TableRows {
  typealias RowName = Name
  typealias Entry = Exclusion
  static let prefix = Array("exclusion/".utf8)
}

/// `waiting/<topic>/<number>/<offset>`: a control record whose case is not there yet.
enum WaitingControlRows: TableRows {
  typealias Entry = WaitingControl
  static let prefix = Array("waiting/".utf8)
  static func spelling(of name: ControlPlace) -> [UInt8] { Array(name.text.utf8) }

  static func name(spelled bytes: ArraySlice<UInt8>) -> ControlPlace? {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")),
      let partition = PartitionRows.name(spelled: bytes[..<slash]),
      let offset = RowNumber.offset(spelled: bytes[(slash + 1)...])
    else { return nil }
    return ControlPlace(partition: partition, offset: offset)
  }
}

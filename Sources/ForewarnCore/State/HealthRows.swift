/// `health/<instance>`: a row for each instance of which health is told.
enum HealthRows: BookRows {
  typealias RowName = Name
  static let prefix = Array("health/".utf8)

  static func writeChanges(of health: inout HealthBook, to rows: inout RowTable) {
    for (name, told) in health.takeChanges() {
      if let told { rows.put(key(name), RowWriter.bytes(of: told)) } else { rows.remove(key(name)) }
    }
  }

  static func markAllChanged(_ health: inout HealthBook) { health.markAllChanged() }

  static func restore(_ name: Name, _ value: [UInt8], to health: inout HealthBook) throws(MalformedBytes) {
    health.restore(try RowReader.value(ToldHealth.self, from: value), name)
  }
}

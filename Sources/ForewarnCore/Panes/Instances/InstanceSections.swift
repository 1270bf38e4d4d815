/// Instances as sections.
extension InstanceSeries: StoredElement {
  static let section = SectionKind(name: "instances", version: 1, stride: 24)
}

extension InstanceTable {
  func write(to writer: inout SectionWriter) { writer.column(series) }

  /// False when there are none, and so nothing of them.
  mutating func restore(from reader: inout SectionReader) -> Bool {
    guard let saved = reader.column(of: InstanceSeries.self) else { return false }
    reindex(saved)
    return true
  }

  func isConsistent(_ names: borrowing NameArena) -> Bool {
    for id in 0..<count where !names.holds(series[id].name) { return false }
    return true
  }

  func holds(_ instance: Int32) -> Bool { instance >= 0 && Int(instance) < count }
}

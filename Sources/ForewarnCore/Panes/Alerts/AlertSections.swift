/// Alerts as sections.
extension AlertSeries: StoredElement {
  static let section = SectionKind(name: "alerts", version: 1, stride: 72)
}
extension AlertRates: StoredElement {
  static let section = SectionKind(name: "alert_rates", version: 1, stride: 76)
}
extension AlertNotes: StoredElement {
  static let section = SectionKind(name: "alert_notes", version: 2, stride: 36)
}
extension AlertText: StoredElement {
  static let section = SectionKind(name: "alert_texts", version: 1, stride: 224)
}

extension AlertTable {
  func write(to writer: inout SectionWriter) {
    writer.column(series)
    writer.column(rates)
    held.write(to: &writer)
    minutes.write(to: &writer)
    writer.column(notes)
    writer.column(texts)
  }

  mutating func restore(from reader: inout SectionReader) {
    guard let saved = reader.column(of: AlertSeries.self) else { return }
    let count = saved.count
    reindex(saved)
    rates = reader.column(of: AlertRates.self, beside: count, anew: AlertRates(silentSince: 0))
    held.restore(from: &reader)
    minutes.restore(from: &reader)
    notes = reader.column(of: AlertNotes.self, beside: count, anew: AlertNotes())
    guard let saved = reader.column(of: AlertText.self) else {
      for id in 0..<count { notes[id].text = AlertNotes().text }
      return
    }
    if notes.elements.contains(where: { $0.text >= 0 }) { texts = saved }
  }

  /// The items that alerts remember are learned anew.
  mutating func forgetItems() {
    for id in 0..<count { notes[id].items = AlertNotes().items }
  }

  mutating func emptyUnlisted(_ open: OpenPanes) {
    var listed: Set<Int32> = []
    for pane in open.panes { listed.formUnion(pane.alerts) }
    for id in 0..<count where !listed.contains(Int32(id)) { series[id].cells = .init(repeating: AlertCell()) }
  }

  func isConsistent(
    _ names: borrowing NameArena, _ instances: borrowing InstanceTable, _ items: borrowing ItemTable
  ) -> Bool {
    guard held.isConsistent(of: count), minutes.isConsistent(of: count) else { return false }
    for id in 0..<count {
      guard names.holds(series[id].name), instances.holds(series[id].instance), Int(notes[id].text) < texts.count else {
        return false
      }
      for i in 0..<Limits.alertItems where Int(notes[id].items[i].item) >= items.count { return false }
    }
    return texts.elements.allSatisfy(\.isConsistent)
  }
}

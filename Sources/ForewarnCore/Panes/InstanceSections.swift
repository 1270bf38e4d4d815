/// Instances as sections.
extension InstanceSeries: StoredElement {
  static let section = SectionKind(name: "instances", version: 1, stride: 24)
}
extension UsageLevel: StoredElement {
  static let section = SectionKind(name: "instance_usage", version: 1, stride: 20)
}
extension NoveltyTrail: StoredElement {
  static let section = SectionKind(name: "instance_novelty", version: 1, stride: 12)
}
extension LastDiversion: StoredElement {
  static let section = SectionKind(name: "instance_diversions", version: 1, stride: 4)
}
extension InstanceFeed: StoredElement {
  static let section = SectionKind(name: "instance_feeds", version: 1, stride: 16)
}

extension InstanceTable {
  func write(to writer: inout SectionWriter) {
    writer.column(series)
    writer.column(usage)
    writer.column(novelty)
    writer.column(diversions)
    writer.column(feeds)
    held.write(to: &writer)
  }

  /// False when there are none, and so nothing of them.
  mutating func restore(from reader: inout SectionReader) -> Bool {
    guard let saved = reader.column(of: InstanceSeries.self) else { return false }
    let count = saved.count
    reindex(saved)
    usage = reader.column(of: UsageLevel.self, beside: count, anew: UsageLevel())
    novelty = reader.column(of: NoveltyTrail.self, beside: count, anew: NoveltyTrail())
    diversions = reader.column(of: LastDiversion.self, beside: count, anew: LastDiversion())
    feeds = reader.column(of: InstanceFeed.self, beside: count, anew: InstanceFeed())
    held.restore(from: &reader)
    return true
  }

  func isConsistent(_ names: borrowing NameArena) -> Bool {
    for id in 0..<count where !names.holds(series[id].name) { return false }
    return held.isConsistent(of: count)
  }

  func holds(_ instance: Int32) -> Bool { instance >= 0 && Int(instance) < count }
}

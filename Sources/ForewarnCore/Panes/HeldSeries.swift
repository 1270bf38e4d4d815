/// What stands beside a baseline that is held, such as what it does not learn.
protocol HeldShadow: StoredElement {
  var series: Int32 { get set }
}

/// Baselines that stay where they are while open cases are about them, by series, ascending; of each a shadow, which learns meanwhile and takes
/// its place when what it learned is the new normal.
struct HeldSeries<Shadow: HeldShadow> {
  private(set) var shadows: [Shadow] = []

  var isEmpty: Bool { shadows.isEmpty }

  /// Where the shadow of a series is; nil when its baseline is not held.
  func place(of series: Int) -> Int? {
    if shadows.isEmpty { return nil }
    let place = shadows.partitioningIndex { $0.series >= Int32(series) }
    return place < shadows.count && shadows[place].series == Int32(series) ? place : nil
  }

  subscript(place: Int) -> Shadow {
    _read { yield shadows[place] }
    _modify { yield &shadows[place] }
  }

  /// A baseline that is held already keeps the shadow that it has.
  mutating func hold(_ shadow: Shadow) {
    guard place(of: Int(shadow.series)) == nil else { return }
    shadows.insert(shadow, at: shadows.partitioningIndex { $0.series >= shadow.series })
    assert(isConsistent(of: .max), "what is held is held once, in order")
  }

  mutating func release(_ series: Int) -> Shadow? { place(of: series).map { shadows.remove(at: $0) } }

  /// Only those of series that stay.
  mutating func keep(_ kept: Renumbering) {
    shadows = shadows.compactMap { shadow in
      guard let place = kept.place(of: shadow.series) else { return nil }
      var moved = shadow
      moved.series = place
      return moved
    }
  }

  func write(to writer: inout SectionWriter) {
    Shadow.section.check(Shadow.self)
    shadows.withUnsafeBytes { writer.section(Shadow.section, count: shadows.count, $0) }
  }

  mutating func restore(from reader: inout SectionReader) {
    if let saved = reader.column(of: Shadow.self) { shadows = Array(saved.elements) }
  }

  /// Whether all are of one of so many series, each once, in order.
  func isConsistent(of count: Int) -> Bool {
    shadows.allSatisfy { $0.series >= 0 && Int($0.series) < count }
      && zip(shadows, shadows.dropFirst()).allSatisfy { $0.series < $1.series }
  }
}

/// The last hour of something, minute by minute, for people to look at.
struct MinuteRing: BitwiseCopyable {
  static let capacity: Pane = 60
  private static let nothing: Float = -1

  /// At `pane % capacity`.
  private var values: InlineArray<60, Float> = .init(repeating: Self.nothing)
  /// What was before is not known.
  private var firstPane = Pane.max
  private var lastPane = Pane.min

  mutating func push(_ value: Double, _ pane: Pane) {
    assert(value >= 0, "nothing is counted below none")
    if pane <= lastPane { self = MinuteRing() }
    firstPane = min(firstPane, pane)
    let skipped = lastPane == .min ? Int64(Self.capacity) : min(Int64(pane) - Int64(lastPane), Int64(Self.capacity))
    for back in 1..<max(skipped, 1) { values[Self.place(of: pane - Pane(back))] = Self.nothing }
    values[Self.place(of: pane)] = Float(value)
    lastPane = pane
  }

  /// The hour up to `last`, the oldest minute first. `missing` stands for a minute of which nothing was told; nil leaves it out.
  func points(through last: Pane, missing: Double?) -> [SeriesPicture.Point] {
    guard firstPane <= last else { return [] }
    var points: [SeriesPicture.Point] = []
    for pane in max(firstPane, last - Self.capacity + 1)...last {
      let isKept = pane <= lastPane && Int64(pane) > Int64(lastPane) - Int64(Self.capacity)
      let value = isKept ? values[Self.place(of: pane)] : Self.nothing
      guard let known = value >= 0 ? Double(value) : missing else { continue }
      points.append(SeriesPicture.Point(pane: pane, value: known))
    }
    assert(points.count <= Int(Self.capacity), "a minute is one point")
    return points
  }

  private static func place(of pane: Pane) -> Int { Int((pane % capacity + capacity) % capacity) }
}

extension MinuteRing: StoredElement {
  /// Requests of an instance.
  static let section = SectionKind(name: "usage_minutes", version: 1, stride: 248)
}

/// How often an alert type came lately: kept while a case is about it.
struct AlertMinutes: HeldShadow {
  static let section = SectionKind(name: "held_alert_minutes", version: 1, stride: 252)

  var series: Int32
  var minutes = MinuteRing()

  init(of series: Int, _ rates: AlertRates, at pane: Pane) {
    self.series = Int32(series)
    for back in (0..<Pane(AlertRates.windowPanes)).reversed() {
      minutes.push(Double(rates.count(in: pane - back)), pane - back)
    }
  }
}

/// What share of a transaction's requests failed lately: kept while a case is about it.
struct ErrorMinutes: HeldShadow {
  static let section = SectionKind(name: "held_error_minutes", version: 1, stride: 252)

  var series: Int32
  var minutes = MinuteRing()

  mutating func learn(_ cell: LatencyCell, _ pane: Pane) {
    minutes.push(Double(cell.errors) / Double(cell.count), pane)
  }
}

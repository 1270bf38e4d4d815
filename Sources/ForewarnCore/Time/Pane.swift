/// Number of a pane: 60 s of event time, counted from 1970.
typealias Pane = Int32

enum PaneTime {
  static let micros: Int64 = 60_000_000

  /// Event times outside 1970 … 2286 are no event times.
  static let valid: Range<Int64> = 0..<9_999_999_999_000_000

  static func pane(of timeMicros: Int64) -> Pane {
    let (quotient, remainder) = timeMicros.quotientAndRemainder(dividingBy: micros)
    return Pane(truncatingIfNeeded: remainder < 0 ? quotient - 1 : quotient)
  }

  static func start(of pane: Pane) -> Int64 { Int64(pane) * micros }
  static func end(of pane: Pane) -> Int64 { (Int64(pane) + 1) * micros }

  /// So many hours after a moment.
  static func after(_ moment: Int64, hours: Double) -> Int64 {
    assert(hours.isFinite && hours >= 0, "what is left is a time")
    return moment + Int64((hours * 3_600_000_000).rounded())
  }
}

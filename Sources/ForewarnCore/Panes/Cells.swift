/// What is summed of one transaction in one pane. Integers only, so that the order of events is free.
struct LatencyCell: BitwiseCopyable, Equatable {
  var count: UInt32 = 0
  var errors: UInt32 = 0
  var sumMicros: Int64 = 0
  var maxMicros: Int64 = 0

  var isEmpty: Bool { count == 0 }

  @inline(__always)
  mutating func add(durationMicros: Int64, count n: UInt32, isError: Bool) {
    assert(n > 0 && durationMicros >= 0, "an event stands for requests that took time")
    count = count.addingSaturating(n)
    if isError { errors = errors.addingSaturating(n) }
    sumMicros = sumMicros.addingSaturating(durationMicros.multipliedSaturating(by: Int64(n)))
    if durationMicros > maxMicros { maxMicros = durationMicros }
  }

  mutating func merge(_ other: LatencyCell) {
    assert(other.errors <= other.count, "no more requests fail than there are")
    count = count.addingSaturating(other.count)
    errors = errors.addingSaturating(other.errors)
    sumMicros = sumMicros.addingSaturating(other.sumMicros)
    maxMicros = max(maxMicros, other.maxMicros)
  }
}

/// What is counted of one alert type of one instance in one pane.
struct AlertCell: BitwiseCopyable, Equatable {
  var firing: UInt32 = 0
  var resolved: UInt32 = 0
  var worst: UInt32 = 0

  var isEmpty: Bool { firing == 0 && resolved == 0 }

  mutating func add(status: AlertStatus, severity: Severity) {
    switch status {
    case .firing:
      firing = firing.addingSaturating(1)
      worst = max(worst, UInt32(severity.rawValue))
    case .resolved: resolved = resolved.addingSaturating(1)
    case .neither: break
    }
  }

  mutating func merge(_ other: AlertCell) {
    firing = firing.addingSaturating(other.firing)
    resolved = resolved.addingSaturating(other.resolved)
    worst = max(worst, other.worst)
  }
}

extension FixedWidthInteger {
  @inline(__always)
  func addingSaturating(_ other: Self) -> Self {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }

  @inline(__always)
  func multipliedSaturating(by other: Self) -> Self {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}

/// The panes right after the last decided one have their cells inline, at `pane & 3`; further ones are kept aside, until they
/// close. Which is which depends on the last decided pane alone, never on the order of events.
enum OpenWindow {
  static let panes = 4

  @inline(__always)
  static func slot(of pane: Pane, lastDecided: Pane) -> Int? {
    let ahead = Int64(pane) - Int64(lastDecided)
    return ahead >= 1 && ahead <= Int64(panes) ? Int(pane & 3) : nil
  }
}

import RollingStatistics

/// One (instance, signal): its name, what it is a number of, and its open cells.
struct SignalSeries: BitwiseCopyable {
  var name: NameRef
  /// As its first events said.
  var unit: NameRef
  var hash: UInt64
  var instance: Int32
  var lastPane: Pane
  var cells: InlineArray<4, SignalCell> = .init(repeating: SignalCell())
}

/// What is normal for a signal: by how much it strays was found in its first values, and each way that it may stray has a score of its own.
struct SignalLevel: BitwiseCopyable {
  /// Values after which it is known in which unit a signal strays.
  static let firstValues = 30
  /// Two days, and the ten minutes that a clock's slot takes to be filled.
  private static let twoDaysPanes: Int64 = 2_890

  private(set) var scale = SignalScale()
  /// Panes with values, and how many of the last in a row were beyond the limit.
  private(set) var seen: UInt32 = 0
  private(set) var beyond: UInt32 = 0
  /// The first pane on a workday, and the first on a weekend; `Pane.max` before.
  private var firstPanes: InlineArray<2, Pane> = .init(repeating: .max)
  var up = SignalSide()
  var down = SignalSide()

  mutating func note(isBeyond: Bool) { beyond = isBeyond ? beyond.addingSaturating(1) : 0 }

  /// Counts a pane with values; of one that is excluded the day it is of does not count as seen.
  mutating func count(_ pane: Pane, isWeekend: Bool, isExcluded: Bool) {
    seen = seen.addingSaturating(1)
    guard !isExcluded else { return }
    let kind = isWeekend ? 1 : 0
    firstPanes[kind] = min(firstPanes[kind], pane)
  }

  /// Two days of each kind have to be seen before one is judged: what a day brings is unusual when it comes first, and on that first day the
  /// level itself was still being found.
  func knowsDays(_ pane: Pane, isWeekend: Bool) -> Bool {
    Int64(pane) - Int64(firstPanes[isWeekend ? 1 : 0]) >= Self.twoDaysPanes
  }

  /// Finds the unit from the first values; what they were teaches both sides. A signal that was nothing but 0 waits for something else.
  mutating func calibrate(_ course: SignalCourse, at pane: Pane) {
    guard !scale.isKnown, Int(seen) >= Self.firstValues else { return }
    let first = course.recent.points(after: .min, through: pane).map(\.value)
    scale = SignalScale(first)
    guard scale.isKnown else { return }
    let context = ShiftScore.Context(season: nil, learnsSeason: true, incident: .none, warmUp: .max)
    for value in first {
      _ = up.score.update(scale.octaves(of: value), requests: 1, context)
      _ = down.score.update(-scale.octaves(of: value), requests: 1, context)
    }
  }

  /// What comes next has nothing to do with what the windows hold.
  mutating func restart() {
    up.score.restart()
    down.score.restart()
  }

  /// What the clock added to a level that is no more says nothing.
  mutating func forgetClock() { (up.profile, down.profile) = (DayProfile(), DayProfile()) }

  subscript(falls falls: Bool) -> SignalSide {
    _read { yield falls ? down : up }
    _modify { if falls { yield &down } else { yield &up } }
  }

  /// What a side calls so many octaves, as a value.
  func value(ofOctaves octaves: Double, falls: Bool) -> Double { scale.value(of: falls ? -octaves : octaves) }

  /// How far a value lies that way, in octaves.
  func octaves(of value: Double, falls: Bool) -> Double { falls ? -scale.octaves(of: value) : scale.octaves(of: value) }
}

/// How unusual a signal is in one direction, its own sign or the other, and what the clock explains of that.
struct SignalSide: BitwiseCopyable {
  var score = ShiftScore()
  var profile = DayProfile()
}

/// The unit in which a signal is compared: its distance from where it was first, in spreads, and more and more as a logarithm from a few
/// of them on. So one operator serves a score of one to five, a sentiment around 0 and a queue of thousands.
struct SignalScale: BitwiseCopyable {
  /// So many spreads away a stray counts half.
  private static let reach = 4.0
  /// Octaves of a small stray of one spread, over the reach: it is then about as large as that of a response time.
  private static let octave = 0.76
  /// A spread is at least this share of what it is of: a hundredth more of something steady is no news.
  private static let leastShare = 0.02

  private var center = 0.0
  /// 0 = not known.
  private var spread = 0.0

  init() {}

  /// Of first values, of which there are some.
  init(_ values: [Double]) {
    precondition(!values.isEmpty, "a spread is of values")
    center = Self.median(values)
    let strays = values.map { ($0 - center).magnitude }
    let usual = Self.median(strays)
    // More than half of them are the same: then what the others are counts.
    let stray = usual > 0 ? 1.4826 * usual : strays.reduce(0, +) / Double(strays.count)
    spread = max(stray, Self.leastShare * center.magnitude)
  }

  var isKnown: Bool { spread > 0 }

  func octaves(of value: Double) -> Double {
    assert(isKnown, "a value is compared once it is known by how much it strays")
    let strays = (value - center) / spread
    let size = Self.octave * DeterministicMath.log2(1 + strays.magnitude / Self.reach)
    return strays < 0 ? -size : size
  }

  func value(of octaves: Double) -> Double {
    let size = spread * Self.reach * (DeterministicMath.exp2(octaves.magnitude / Self.octave) - 1)
    return octaves < 0 ? center - size : center + size
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle])
  }
}

/// How a signal went: its last values, and the last third hours, each of a mean.
struct SignalCourse: BitwiseCopyable {
  private static let spanPanes: Pane = 20

  var recent = TrendWindow()
  var long = TrendWindow()
  /// The third of an hour that is being filled.
  private var span: Int32 = .min
  private var spanValues: Int32 = 0
  private var spanSum = 0.0
  /// The last pane of it that had a value.
  private var spanPane = Pane.min
  /// Zero: an element has no gaps.
  private var unused: Int32 = 0

  mutating func push(_ value: Double, _ pane: Pane, keeping limit: Int) {
    recent.push(mean: value, pane: pane, keeping: limit)
    let next = pane / Self.spanPanes
    if next != span, spanValues > 0 {
      long.push(mean: spanSum / Double(spanValues), pane: spanPane, keeping: limit)
      (spanSum, spanValues) = (0, 0)
    }
    (span, spanPane) = (next, pane)
    spanSum += value
    spanValues += 1
    assert(spanValues <= Self.spanPanes, "a pane has one value")
  }
}

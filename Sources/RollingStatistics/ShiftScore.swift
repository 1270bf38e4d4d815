/// How unlike what is expected of it a series is, by its level of the last days, what the clock adds to it, and its own noise.
///
/// What is expected is `level + season` where the time of day has been seen, and where it has not, what the last two hours were: a
/// series of which no day is known is judged by its recent past. Values are log₂ of a mean over n requests.
public struct ShiftScore: BitwiseCopyable, Sendable {
  public struct Verdict: BitwiseCopyable, Sendable {
    public var shift: ShiftChart.Verdict
    /// What was expected, in the value's own unit.
    public var expected: Double
    /// Above the level, clipped: what a season learns.
    public var aboveLevel: Double
    /// Above what was expected, clipped at three deviations, and one over its variance: what an instance's pool adds up.
    public var residual: Double
    public var precision: Double
  }

  /// What is known of a value beside itself.
  public struct Context: Sendable {
    /// What the clock adds; nil where that was never seen.
    public var season: DayProfile.Expectation?
    /// Whether there is a season of the series' own, which the level leaves alone until it is known.
    public var learnsSeason: Bool
    public var incident: Incident
    public var warmUp: Int

    public init(season: DayProfile.Expectation?, learnsSeason: Bool, incident: Incident, warmUp: Int) {
      self.season = season
      self.learnsSeason = learnsSeason
      self.incident = incident
      self.warmUp = warmUp
    }
  }

  /// What is known of what a value is part of, and what it may teach therefore.
  public enum Incident: Sendable {
    /// Nothing is: all is learned.
    case none
    /// An incident, but it may be what every day brings: the level stays where it is. How far values stray is learned all the same.
    case young
    /// One that lasts: nothing is learned of it.
    case lasting
    /// Somebody says that it is nothing usual: not even that it was seen is learned of it.
    case excluded

    fileprivate var lesson: ShiftChart.Lesson {
      switch self {
      case .none, .young: .rarity
      case .lasting: .sight
      case .excluded: .nothing
      }
    }
  }

  /// Panes after which a pane weighs 1/e in the level, and in the recent past.
  private static let levelPanes = 2_880.0
  private static let recentPanes = 128.0
  /// A day of panes, less an hour: the level learns anew once the season of the first day is known.
  private static let firstDay = 1_380.0
  private static let firstHour: UInt32 = 60
  private static let winsor = 3.0
  /// One value counts at most so much in a window, in deviations, and in that of a pool; of a series that hardly strays, in octaves.
  private static let shiftWinsor = (deviations: 5.5, octaves: 0.9)
  private static let poolWinsor = (deviations: 3.0, octaves: 0.3)
  /// The first values define what is usual.
  private static let unboundedPanes: UInt32 = 9

  private var base = 0.0
  private var recent = 0.0
  private var noise = ResidualNoise()
  private var chart = ShiftChart()
  /// What the values of the windows were, and what was expected of them.
  public private(set) var means = WindowMeans()
  private var seen: UInt32 = 0
  private var lastExpected: Float = 0

  public init() {}

  /// Values learned so far.
  public var count: Int { Int(seen) }
  public var level: Double { base }
  /// What was expected of the newest value.
  public var expected: Double { Double(lastExpected) }
  /// The deviation of a usual pane, in octaves.
  public var deviation: Double { noise.usualVariance(seen: seen).squareRoot() }
  /// How far from what is expected a single pane may lie without being unusual, in octaves.
  public var band: Double { 3.5 * deviation }

  /// How far each window is from a score.
  public func distances(to score: Double) -> [ShiftChart.Distance] { chart.distances(to: score, .series) }

  /// Judges a value, then learns it.
  public mutating func update(_ x: Double, requests: Double, _ context: Context) -> Verdict {
    precondition(requests > 0 && x.isFinite, "a mean is of requests")
    if seen == 0 { (base, recent) = (x, x) }
    let isExcluded = context.incident == .excluded
    if !isExcluded, seen < .max { seen += 1 }
    let expected = context.season.map { base + $0.high } ?? recent
    // Between the least and the most that are expected nothing strays.
    let least = context.season.map { base + $0.low } ?? recent
    let residual = x - min(max(x, least), expected)
    let variance = noise.variance(requests: requests, seen: seen)
    let deviation = variance.squareRoot()
    let bounded = clamp(residual, to: Self.winsor * deviation)
    func bound(_ most: (deviations: Double, octaves: Double)) -> Double {
      clamp(residual, to: max(most.deviations * deviation, most.octaves))
    }
    let verdict = Verdict(
      shift: chart.update(
        weightedShift: bound(Self.shiftWinsor) / variance, weight: 1 / variance, warmUp: context.warmUp, .series,
        context.incident.lesson),
      expected: expected, aboveLevel: clamp(x - base, to: max(3, Self.winsor * deviation)),
      residual: bound(Self.poolWinsor),
      precision: 1 / variance)
    lastExpected = Float(expected)
    means.take(x, expected: expected, isFirst: seen == 1)
    if isExcluded { return verdict }
    if context.incident != .lasting, !chart.isInExcursion {
      noise.learn(residual, requests: requests, variance: variance, seen: seen)
    }
    if context.incident == .none || Int(seen) <= context.warmUp { learn(x, bounded, deviation, context) }
    return verdict
  }

  private mutating func learn(_ x: Double, _ residual: Double, _ deviation: Double, _ context: Context) {
    let share = 1 / Double(seen)
    func bounded(_ difference: Double) -> Double {
      seen < Self.unboundedPanes ? difference : clamp(difference, to: Self.winsor * deviation)
    }
    if context.season != nil {
      base += max(1 / Self.levelPanes, 1 / max(Double(seen) - Self.firstDay, Double(Self.firstHour))) * residual
    } else if !context.learnsSeason || seen <= Self.firstHour {
      base += max(1 / Self.levelPanes, share) * bounded(x - base)
    }
    recent += max(1 / Self.recentPanes, share) * bounded(x - recent)
  }

  /// What comes next has nothing to do with what the windows hold.
  public mutating func restart() { chart.restart() }

  /// The level is this from now on: a lasting change is what is normal. What the clock added before is to be learned anew.
  public mutating func adopt(level: Double, noise other: ResidualNoise? = nil) {
    noise = other ?? noise
    (base, recent) = (level, level)
    chart = ShiftChart()
  }
}

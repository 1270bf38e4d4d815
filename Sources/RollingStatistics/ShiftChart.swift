/// Whether values lie above what is expected of them, over the last few minutes, a third of an hour, and an hour: three exponentially
/// weighted means (Roberts, Technometrics 1959) of residuals, each weighted by its precision, each over its own scale and its own tail.
///
/// A short window sees a jump at once, a long one sees what is small and stays. The same chart serves one series and the sum of all series
/// of an instance: twelve that suffer a little are one that suffers. 64 bytes.
public struct ShiftChart: BitwiseCopyable, Sendable {
  /// What an alarm asks of each window, and how large a shift has to be.
  public struct Rule: Sendable {
    var thresholds: InlineArray<3, Double>
    /// A smaller shift is felt by nobody.
    var leastOctaves: Double
    /// Whether a large shift counts for more than a rare one: a doubling doubles its score.
    var weighsEffect: Bool

    func effect(_ octaves: Double) -> Double { weighsEffect ? min(max(2 * octaves, 0.5), 2) : 1 }

    /// Of one series. Found on healthy streams of 25 kinds: about the largest that any of them shows in a month.
    public static let series = Rule(thresholds: [3.2, 2.3, 1.65], leastOctaves: 0.2, weighsEffect: true)
    /// Of all series of an instance.
    public static let pool = Rule(thresholds: [1.35, 1.25, 1.25], leastOctaves: 0.23, weighsEffect: false)
    /// Of how much something is used.
    public static let usage = Rule(thresholds: [1.5, 1.5, 1.5], leastOctaves: 0.7, weighsEffect: false)
  }

  public struct Verdict: BitwiseCopyable, Sendable {
    /// ≥ 0; 1 is an alarm.
    public var score = 0.0
    /// The mean shift in the window that says so, in octaves, and its length.
    public var octaves = 0.0
    public var window = 0
    public var panes: Int { ShiftChart.windows[window] }

    public init() {}
  }

  public static let windows: InlineArray<3, Int> = [5, 20, 60]
  /// What is over is not told any more, though a long window still remembers it: the shortest must agree by this share.
  private static let agreement = 0.5

  private struct Look: BitwiseCopyable {
    var shift: Float = 0
    var weight: Float = 0
    var tail = RunningTail()

    var octaves: Double { weight > 0 ? Double(shift / weight) : 0 }

    /// What a window with this mean shift would score now.
    func score(_ octaves: Double, window: Int, _ rule: Rule) -> Double {
      tail.score(octaves * Double(weight.squareRoot())) * rule.effect(octaves) / rule.thresholds[window]
    }

    /// Moves its mean on by a value; how much of an alarm that is.
    mutating func take(
      _ value: (shift: Double, weight: Double), window: Int, _ seen: UInt32, _ rule: Rule, _ lesson: Lesson
    ) -> Double {
      let share = 1 / Float(ShiftChart.windows[window])
      shift += share * (Float(value.shift) - shift)
      weight += share * (Float(value.weight) - weight)
      guard weight > 0 else { return 0 }
      let learns = lesson == .rarity && !tail.isInExcursion
      let score = tail.judge(Double(shift / weight.squareRoot()), seen: seen, learns: learns)
      let alarm = octaves >= rule.leastOctaves ? score * rule.effect(octaves) / rule.thresholds[window] : 0
      if lesson != .nothing { tail.follow(alarm: alarm, seen: seen) }
      return alarm
    }
  }

  private var short = Look()
  private var middle = Look()
  private var long = Look()
  private var seen: UInt32 = 0

  public init() {}

  /// What a value may teach; the windows take it in, whatever it teaches.
  public enum Lesson: Sendable {
    /// What is rare.
    case rarity
    /// That it was seen: it is known to be of an incident that lasts.
    case sight
    case nothing
  }

  /// Takes in the sum of residuals in octaves, each weighted by its precision, and the sum of these weights (one over a variance).
  public mutating func update(
    weightedShift: Double, weight: Double, warmUp: Int, _ rule: Rule, _ lesson: Lesson = .rarity
  ) -> Verdict {
    let before = seen
    if seen < .max { seen += 1 }
    defer { if lesson == .nothing { seen = before } }
    let isWarm = Int(seen) > warmUp
    var verdict = Verdict()
    let value = (shift: weightedShift, weight: weight)
    let first = short.take(value, window: 0, seen, rule, lesson)
    let recent = short.octaves
    func offer(_ score: Double, _ look: borrowing Look, _ window: Int) {
      guard isWarm, score > verdict.score, recent >= Self.agreement * look.octaves else { return }
      verdict.score = score
      verdict.octaves = look.octaves
      verdict.window = window
    }
    offer(first, short, 0)
    offer(middle.take(value, window: 1, seen, rule, lesson), middle, 1)
    offer(long.take(value, window: 2, seen, rule, lesson), long, 2)
    return verdict
  }

  /// Whether the hour has been above what is expected of it for so long that its values tell nothing of the series' noise.
  var isInExcursion: Bool { long.tail.isInExcursion }

  /// Values taken in.
  public var count: Int { Int(seen) }

  /// How far a window is from a score.
  public struct Distance: Sendable, Equatable {
    public var window: Int
    /// Its mean shift, and the one from which it would score so much with the values that it has, in octaves.
    public var octaves: Double
    public var needed: Double
    public var panes: Int { ShiftChart.windows[window] }
  }

  /// More octaves than anybody asks for.
  private static let mostOctaves = 16.0

  /// For whoever asks what was missing, from the shortest window to the longest: nothing is learned.
  public func distances(to score: Double, _ rule: Rule) -> [Distance] {
    [short, middle, long].enumerated().compactMap { window, look in
      guard look.weight > 0 else { return nil }
      var (low, high) = (rule.leastOctaves, Self.mostOctaves)
      if look.score(low, window: window, rule) >= score { high = low }
      // The score rises with the shift.
      while high - low > 1e-4 {
        let middle = (low + high) / 2
        if look.score(middle, window: window, rule) >= score { high = middle } else { low = middle }
      }
      return Distance(window: window, octaves: look.octaves, needed: high)
    }
  }

  /// Forgets the windows, not what is rare: what comes next has nothing to do with what was.
  public mutating func restart() {
    short.shift = 0
    middle.shift = 0
    long.shift = 0
  }
}

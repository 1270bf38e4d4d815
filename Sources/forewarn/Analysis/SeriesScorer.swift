import RollingStatistics

/// Which deviations count: `record` looks for what the series has never done, `contextual` for what is unusual at this
/// time of day and after these values, `auto` for either.
enum SeriesOperator: String, CaseIterable {
  case record, contextual, auto
}

/// The values that teach and score 0.
enum WarmUp: Equatable {
  static let standard = WarmUp.rows(150)
  /// Of a long file a share is more than anything needs to learn.
  static let mostOfAShare = 750

  case rows(Int)
  /// Of all rows of a file, which then has to be read before its first row is scored.
  case percent(Int)

  /// `150` or `15%`.
  init?(_ text: String) {
    let isShare = text.hasSuffix("%")
    guard let number = Int(isShare ? String(text.dropLast()) : text), number >= 0, number <= (isShare ? 100 : 1_000_000)
    else { return nil }
    self = isShare ? .percent(number) : .rows(number)
  }

  var needsTotal: Bool {
    if case .percent = self { return true }
    return false
  }

  func rows(of total: Int) -> Int {
    switch self {
    case .rows(let rows): rows
    case .percent(let share): min(total * share / 100, Self.mostOfAShare)
    }
  }
}

/// Scores one series row by row, causally: a score depends on this row and those before it only. 1 is an alarm.
struct SeriesScorer {
  struct Score: Equatable {
    /// ≥ 0.
    var anomaly = 0.0
    /// Where the value was expected, and how far from there it would still score at most 1; nil where nothing is expected.
    var usual: Double?
    var band = 0.0
    var alarm: Bool { anomaly >= 1 }
  }

  let operation: SeriesOperator
  private let warmUp: Int
  private var record = RecordBank()
  private var contextual: SeasonalContextualScore
  private var second: Int64 = 0

  init(_ operation: SeriesOperator, warmUp: Int) {
    self.operation = operation
    self.warmUp = warmUp
    // Either question has one alarm an episode, however its values are spaced.
    contextual = operation == .auto ? SeasonalContextualScore(deadSeconds: .max) : SeasonalContextualScore()
  }

  /// Scores the next row. A missing value scores 0 and teaches nothing; without a time, the row before lends its own.
  mutating func score(_ value: Double?, epochMillis: Int64?) -> Score {
    if let epochMillis { second = epochMillis >= 0 ? epochMillis / 1_000 : (epochMillis - 999) / 1_000 }
    guard let value, value.isFinite else { return Score() }
    var score = Score()
    if operation != .contextual {
      let secondOfDay = Int(((second % 86_400) + 86_400) % 86_400)
      score.anomaly = record.update(value, secondOfDay: secondOfDay, warmUp: warmUp) / RecordBank.threshold
    }
    if operation != .record {
      let raw = contextual.update(value, second: second, warmUp: warmUp)
      score.anomaly = max(score.anomaly, raw / SeasonalContextualScore.threshold)
      if contextual.band.isFinite {
        score.usual = contextual.usual
        score.band = contextual.band
      }
    }
    return score
  }
}

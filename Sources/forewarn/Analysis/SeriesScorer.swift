import RollingStatistics

/// Which deviations count: `record` looks for what the series has never done, `contextual` for what is unusual at this
/// time of day and after these values, `auto` for either.
enum SeriesOperator: String, CaseIterable {
  case record, contextual, auto
}

/// Scores one series row by row, causally: a score depends on this row and those before it only. 1 is an alarm.
struct SeriesScorer {
  struct Score: Equatable {
    /// ≥ 0.
    var anomaly = 0.0
    var alarm: Bool { anomaly >= 1 }
  }

  /// Values that teach and score 0.
  static let warmUp = 150

  let operation: SeriesOperator
  private var record = RecordBank()
  private var contextual = SeasonalContextualScore()
  private var secondOfDay = 0

  init(_ operation: SeriesOperator) {
    self.operation = operation
  }

  /// Scores the next row. A missing value scores 0 and teaches nothing; without a time, the row before lends its own.
  mutating func score(_ value: Double?, epochMillis: Int64?) -> Score {
    if let epochMillis {
      let seconds = epochMillis >= 0 ? epochMillis / 1_000 : -((999 - epochMillis) / 1_000)
      secondOfDay = Int(((seconds % 86_400) + 86_400) % 86_400)
    }
    guard let value, value.isFinite else { return Score() }
    var anomaly = 0.0
    if operation != .contextual {
      let score = record.update(value, secondOfDay: secondOfDay, warmUp: Self.warmUp)
      anomaly = max(anomaly, score / RecordBank.threshold)
    }
    if operation != .record {
      let score = contextual.update(value, secondOfDay: secondOfDay, warmUp: Self.warmUp)
      anomaly = max(anomaly, score / SeasonalContextualScore.threshold)
    }
    return Score(anomaly: anomaly)
  }
}

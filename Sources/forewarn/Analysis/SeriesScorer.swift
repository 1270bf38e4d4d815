import ForewarnCore
import RollingStatistics

/// Which deviations count: `record` looks for what the series has never done, `contextual` for what is unusual at this
/// time of day and after these values, `auto` for either; `daemon` for what opens a case of a signal.
enum SeriesOperator: String, CaseIterable {
  case record, contextual, auto, daemon
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
    var alarm = false
  }

  let operation: SeriesOperator
  private let warmUp: Int
  private var record = RecordBank()
  private var contextual: SeasonalContextualScore
  private var daemon: DaemonOperator?
  private var second: Int64 = 0

  /// - Parameter rule: what `daemon` is told of the series.
  init(_ operation: SeriesOperator, warmUp: Int, rule: SignalRule = SignalRule(name: "*")) {
    self.operation = operation
    self.warmUp = warmUp
    daemon = operation == .daemon ? DaemonOperator(rule) : nil
    // Either question has one alarm an episode, however its values are spaced.
    contextual = operation == .auto ? SeasonalContextualScore(deadSeconds: .max) : SeasonalContextualScore()
  }

  /// Scores the next row. A missing value scores 0 and teaches nothing; without a time, the row before lends its own.
  mutating func score(_ value: Double?, epochMillis: Int64?) -> Score {
    if let epochMillis { second = epochMillis >= 0 ? epochMillis / 1_000 : (epochMillis - 999) / 1_000 }
    guard let value, value.isFinite else { return Score() }
    if let daemon { return epochMillis.map { daemon.score(value, epochMillis: $0) } ?? Score() }
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
    score.alarm = score.anomaly >= 1
    return score
  }
}

/// A trial of the series by the daemon's own operators, as a reference: what copies a scorer shares it, and goes on with it.
private final class DaemonOperator {
  private var trial: SeriesTrial

  init(_ rule: SignalRule) { trial = SeriesTrial(rule) }

  func score(_ value: Double, epochMillis: Int64) -> SeriesScorer.Score {
    let (micros, isFar) = epochMillis.multipliedReportingOverflow(by: 1_000)
    if isFar { return SeriesScorer.Score() }
    let judgement = trial.take(value, atMicros: micros)
    var score = SeriesScorer.Score(anomaly: judgement.score)
    score.alarm = judgement.opens
    if let band = judgement.band {
      score.usual = (band.lowerBound + band.upperBound) / 2
      score.band = (band.upperBound - band.lowerBound) / 2
    }
    return score
  }
}

import RollingStatistics
import Testing

/// What has no trend, of unit variance or so: the share of windows that are called significant all the same, at the
/// command's own 1 %.
enum Trendless: String, CaseIterable, CustomTestStringConvertible {
  case white, weak, strong, slow, slowAndWhite, movingMean, widening, narrowing, heavy, spikes, bursts
  case stepEarly, stepMiddle, stepLate, wave

  var testDescription: String { rawValue }

  var isNoise: Bool {
    switch self {
    case .stepEarly, .stepMiddle, .stepLate, .wave: false
    default: true
    }
  }

  func series(_ n: Int, _ noise: inout Noise) -> [Double] {
    let white = (0..<n).map { _ in noise.normal() }
    let end = Double(n - 1)
    switch self {
    case .white: return white
    case .weak: return noise.autoregressive(count: n, phi: 0.3)
    case .strong: return noise.autoregressive(count: n, phi: 0.8)
    case .slow: return noise.autoregressive(count: n, phi: 0.9)
    case .slowAndWhite: return zip(noise.autoregressive(count: n, phi: 0.9), white).map { $0 + $1 }
    case .movingMean:
      let long = white + (0..<9).map { _ in noise.normal() }
      return (0..<n).map { long[$0..<($0 + 10)].reduce(0, +) }
    case .widening: return white.enumerated().map { (2 + 8 * Double($0) / end) * $1 }
    case .narrowing: return white.enumerated().map { (10 - 8 * Double($0) / end) * $1 }
    case .heavy: return white.map { $0 / (-DeterministicMath.ln(noise.uniform())).squareRoot() }
    case .spikes: return white.map { noise.uniform() < 0.05 ? $0 + 10 : $0 }
    case .bursts: return zip(white, noise.autoregressive(count: n, phi: 0.9)).map { $0 * DeterministicMath.exp($1) }
    case .stepEarly: return white.enumerated().map { $0 >= n / 6 ? $1 + 3 : $1 }
    case .stepMiddle: return white.enumerated().map { $0 >= n / 2 ? $1 + 3 : $1 }
    case .stepLate: return white.enumerated().map { $0 >= 5 * n / 6 ? $1 + 3 : $1 }
    case .wave:
      let from = noise.uniform()
      return white.enumerated().map { 2 * Self.sine(Double($0) / 60 + from) + $1 }
    }
  }

  /// sin 2πx, by the series of both halves of a turn.
  private static func sine(_ turns: Double) -> Double {
    let angle = 2 * Double.pi * (turns - turns.rounded())
    var term = angle
    var sum = angle
    for k in 1...14 {
      term *= -angle * angle / Double(2 * k * (2 * k + 1))
      sum += term
    }
    return sum
  }
}

@Suite struct TrendNoiseTests {
  static let rounds = 400

  /// At most 2.5 % of noise, and 5 % of steps and waves. Half a wave is a rise for whoever sees no more, so waves are looked
  /// at from 48 minutes on.
  @Test(arguments: Trendless.allCases, [24, 48])
  func falseTrends(kind: Trendless, count: Int) throws {
    if kind == .wave && count < 48 { return }
    var noise = Noise(seed: UInt64(count))
    let times = (0..<count).map(Double.init)
    var found = 0
    for _ in 0..<Self.rounds {
      let fit = try #require(Trend.theilSen(times: times, values: kind.series(count, &noise)))
      found += fit.significant ? 1 : 0
    }
    let share = Double(found) / Double(Self.rounds)
    #expect(share <= (kind.isNoise ? 0.025 : 0.05), "\(kind) of \(count): \(share)")
  }

  /// The share found of a rise, in deviations of its noise, over 48 values.
  @Test(arguments: [(0, 4, 0.93), (0, 8, 0.99), (0.6, 8, 0.6), (0.9, 8, 0.85)] as [(Double, Double, Double)])
  func power(phi: Double, rise: Double, least: Double) throws {
    var noise = Noise(seed: 7)
    let times = (0..<48).map(Double.init)
    var found = 0
    for _ in 0..<Self.rounds {
      let values = noise.autoregressive(count: 48, phi: phi).enumerated().map { $1 + rise * Double($0) / 47 }
      found += try #require(Trend.theilSen(times: times, values: values)).significant ? 1 : 0
    }
    #expect(Double(found) / Double(Self.rounds) >= least, "\(found) of \(Self.rounds)")
  }

  /// Of the times to a limit that are given, at least 90 % hold the line's own, although only windows that look steep speak.
  @Test(arguments: [0, 0.6, 0.9], [3, 6] as [Double])
  func timeToLimitHoldsTheTruth(phi: Double, rise: Double) throws {
    var noise = Noise(seed: 11)
    let times = (0..<48).map(Double.init)
    let truth = 40 * 47 / rise - 47
    var given = 0
    var held = 0
    for _ in 0..<Self.rounds {
      let values = noise.autoregressive(count: 48, phi: phi).enumerated().map { $1 + rise * Double($0) / 47 }
      guard let time = try #require(Trend.theilSen(times: times, values: values)).timeToLimit(40) else { continue }
      given += 1
      held += time.low <= truth && truth <= time.high ? 1 : 0
      #expect(time.low <= time.mid && time.mid <= time.high)
    }
    #expect(given >= 10, "\(given) given")
    #expect(Double(held) >= 0.9 * Double(given), "\(held) of \(given)")
  }

  @Test func shapes() throws {
    let times = (0..<48).map(Double.init)
    var noise = Noise(seed: 3)
    let white = times.map { _ in noise.normal() }
    func fit(_ of: (Double) -> Double) throws -> TrendFit {
      try #require(Trend.theilSen(times: times, values: zip(times, white).map { of($0) + $1 }))
    }
    #expect(try fit { $0 / 8 }.significant)
    #expect(try fit { max(0, $0 - 20) / 4 }.significant, "a rise that begins within the window")
    #expect(try !fit { $0 < 24 ? 0 : 3 }.significant)
    #expect(try !fit { $0 < 24 ? 0 : 8 }.significant)
    #expect(try !fit { $0 * (56 - $0) / 40 }.significant, "half of the way back")
  }
}

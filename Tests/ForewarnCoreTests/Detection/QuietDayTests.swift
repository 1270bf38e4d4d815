import RollingStatistics
import Testing

@testable import ForewarnCore

/// A day on which nothing happens: noise of any kind opens no case.
@Suite struct QuietDayTests {
  enum Noise: CaseIterable {
    case gaussian, lognormal, heavyTail

    /// One response time around 1.
    func draw(_ random: inout Random) -> Double {
      switch self {
      case .gaussian: max(0.05, 1 + 0.3 * random.normal())
      case .lognormal: DeterministicMath.exp(0.8 * random.normal())
      // Pareto with a tail index of 1.5: its variance has no bound.
      case .heavyTail: 0.3 * DeterministicMath.exp(-DeterministicMath.ln(random.uniform()) / 1.5)
      }
    }
  }

  @Test(arguments: [1, 2])
  func twoHundredSteadySeriesOpenNoCase(seed: Int) {
    var random = Random(seed: seed)
    let counts = [1, 2, 5, 10, 20, 50]
    // Pane means in store, to be drawn from: a mean of fifty need not be summed up each time.
    let means = Noise.allCases.map { noise in
      counts.map { count in
        (0..<2_000).map { _ in (0..<count).reduce(0.0) { sum, _ in sum + noise.draw(&random) } / Double(count) }
      }
    }
    let levels = (0..<200).map { _ in DeterministicMath.exp(3 + 4 * random.uniform()) }
    let planted = Planted(
      panes: 1_440,
      sample: { _ in
        (0..<200).map { i in
          let size = i / 3 % counts.count
          return Planted.Sample(
            instance: "customer-\(i / 8)", transaction: "t\(i)",
            millis: levels[i] * means[i % 3][size][random.below(2_000)],
            count: counts[size])
        }
      })
    #expect(planted.driver.engine.accounting.cells == 200 * 1_440)
    #expect(planted.driver.count(.cases) == 0)
  }
}

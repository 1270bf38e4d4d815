/// What a series follows that seems to have a slope. A step and a piece of a wave have one too, and both are no trend: they
/// do not go on.
public enum TrendShape: Sendable, Equatable {
  case line
  /// Two levels say more than a line, and more than a line that bends once.
  case step
  /// A curve that goes back by a good part of its way says more than a line.
  case turn

  /// Values on either side of a step.
  private static let shortestSide = 3
  /// ln(SSE of the line/SSE of two levels) a value, from which a step is believed. Schwarz would ask for ln n/n; a step missed is
  /// a trend invented, and with few values a line that is one bends enough to lose that much.
  private static let leastGain = 0.1
  /// Of all that a curve goes up and down, the part that goes against what is left in the end.
  private static let leastTurn = 0.15

  /// Compares by Schwarz's criterion (Ann. Stat. 1978): n ln(SSE of the line/SSE of the other), which has to be worth the
  /// other's parameters. Times in ascending order, not all the same; at least eight.
  init(times: [Double], values: [Double]) {
    let n = Double(values.count)
    let squares = Squares(times, values)
    let penalty = DeterministicMath.ln(n)
    let step = squares.step(shortestSide: Self.shortestSide)
    if step < squares.bent, squares.gain(step) > Self.leastGain * n {
      self = .step
    } else if let curve = squares.cubic, squares.gain(curve.squares) > 2 * penalty, curve.turned > Self.leastTurn {
      self = .turn
    } else {
      self = .line
    }
  }
}

/// Sums of squares that different shapes leave of the same values.
private struct Squares {
  /// −1…1.
  private let times: [Double]
  /// About 0, at most 1.
  private let values: [Double]
  private let total: Double
  /// What a line leaves; never nothing, so that a perfect one beats all others.
  private(set) var line = 0.0

  init(_ times: [Double], _ values: [Double]) {
    let n = Double(values.count)
    let first = times[0]
    let half = 0.5 * (times[times.count - 1] - first)
    self.times = times.map { ($0 - first) / half - 1 }
    let mean = values.reduce(0) { $0 + $1 / n }
    let unit = max(values.reduce(0) { max($0, abs($1 - mean)) }, .leastNormalMagnitude)
    self.values = values.map { ($0 - mean) / unit }
    total = self.values.reduce(0) { $0 + $1 * $1 }
    line = left(by: self.times)
  }

  func gain(_ other: Double) -> Double {
    Double(values.count) * DeterministicMath.ln(line / max(other, 1e-20 * total))
  }

  /// What a·shape + b leaves.
  private func left(by shape: [Double]) -> Double {
    let mean = shape.reduce(0, +) / Double(shape.count)
    var product = 0.0
    var square = 0.0
    for (value, at) in zip(values, shape) {
      product += value * (at - mean)
      square += (at - mean) * (at - mean)
    }
    return max(square > 0 ? total - product * product / square : total, 1e-20 * total)
  }

  /// What the best two levels leave.
  func step(shortestSide: Int) -> Double {
    let n = Double(values.count)
    var before = 0.0
    var best = total
    for i in 0..<(values.count - shortestSide) {
      before += values[i]
      guard i + 1 >= shortestSide else { continue }
      // The values sum to 0.
      let count = Double(i + 1)
      best = min(best, total - before * before * n / (count * (n - count)))
    }
    return best
  }

  /// What the best line that begins or ends at one of the points leaves, level on its other side.
  var bent: Double {
    var best = line
    for i in 2..<(times.count - 3) {
      let at = times[i]
      best = min(best, left(by: times.map { max($0 - at, 0) }), left(by: times.map { min($0 - at, 0) }))
    }
    return best
  }

  /// What a cubic leaves, and the part of its way that goes against the rest; nil where there are too few times for one.
  var cubic: (squares: Double, turned: Double)? {
    // Gram and Schmidt on the powers.
    var basis: [[Double]] = [[Double](repeating: 1 / Double(times.count).squareRoot(), count: times.count)]
    for _ in 1...3 {
      var next = zip(basis[basis.count - 1], times).map { $0 * $1 }
      let before = next.reduce(0) { $0 + $1 * $1 }
      // Twice, for the digits.
      for _ in 0..<2 {
        for earlier in basis {
          let share = zip(earlier, next).reduce(0) { $0 + $1.0 * $1.1 }
          for i in next.indices { next[i] -= share * earlier[i] }
        }
      }
      let square = next.reduce(0) { $0 + $1 * $1 }
      guard square > 1e-12 * before else { return nil }
      basis.append(next.map { $0 / square.squareRoot() })
    }
    var curve = [Double](repeating: 0, count: times.count)
    var left = total
    for shape in basis.dropFirst() {
      let share = zip(shape, values).reduce(0) { $0 + $1.0 * $1.1 }
      left -= share * share
      for i in curve.indices { curve[i] += share * shape[i] }
    }
    var up = 0.0
    var down = 0.0
    for (next, last) in zip(curve.dropFirst(), curve) {
      if next > last { up += next - last } else { down += last - next }
    }
    return (left, up + down > 0 ? min(up, down) / (up + down) : 0)
  }
}

import RollingStatistics

/// Reproducible noise: SplitMix64 (Steele, Lea & Flood 2014).
struct Noise {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0xD129_0B33_6C21_47E5 }

  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return (Double(z >> 11) + 0.5) * 0x1p-53
  }

  /// Marsaglia's polar method (1964).
  mutating func normal() -> Double {
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let square = u * u + v * v
      if square < 1 { return u * (-2 * DeterministicMath.ln(square) / square).squareRoot() }
    }
  }

  /// A stationary AR(1) process of unit variance.
  mutating func autoregressive(count: Int, phi: Double) -> [Double] {
    var last = normal()
    return (0..<count).map { _ in
      last = phi * last + (1 - phi * phi).squareRoot() * normal()
      return last
    }
  }
}

func isClose(_ a: Double, _ b: Double, relative: Double, absolute: Double = 0) -> Bool {
  a == b || abs(a - b) <= max(relative * max(abs(a), abs(b)), absolute)
}

import RollingStatistics

/// Randomness that depends only on where it is asked: the same for every run, whatever was asked before.
struct DemoNoise: Sendable {
  private let seed: UInt64

  /// A stream for each series; the name is hashed (FNV-1a).
  init(_ name: String) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    seed = hash
  }

  /// The finaliser of SplitMix64 over the place.
  private func bits(_ place: Int, _ lane: Int) -> UInt64 {
    var z = seed &+ UInt64(bitPattern: Int64(place)) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(lane) &* 0xD1B5_4A32_D192_ED03
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// 0 ..< 1.
  func uniform(_ place: Int, _ lane: Int = 0) -> Double {
    Double(bits(place, lane) >> 11) * 0x1p-53
  }

  func integer(_ place: Int, _ lane: Int = 0, below limit: Int) -> Int { Int(uniform(place, lane) * Double(limit)) }

  /// Mean 0, variance 1: four uniforms are normal enough for response times.
  func normal(_ place: Int, _ lane: Int = 0) -> Double {
    let sum = (0..<4).reduce(0.0) { $0 + uniform(place, 4 * lane + $1 + 1_000) }
    return (sum - 2) * 1.732_050_807_568_877
  }

  /// A factor around 1 with this much spread.
  func factor(_ place: Int, _ lane: Int = 0, spread: Double) -> Double {
    DeterministicMath.exp(spread * normal(place, lane))
  }
}

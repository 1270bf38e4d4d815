/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014), the 64-bit mixer: one word of state, the same
/// sequence on every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) {
    state = seed
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// In 0..<1, from the upper 53 bits.
  public mutating func unit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  public mutating func happens(_ probability: Double) -> Bool {
    // No draw for what cannot happen, so that switching one fault off leaves the others where they are.
    probability > 0 && unit() < probability
  }
}

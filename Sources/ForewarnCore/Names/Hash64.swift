/// A 64-bit hash that is the same on every machine and in every run: identities of alerts are stored and compared across
/// restarts, which `Hasher` with its random seed must not be used for. Not meant against an adversary.
///
/// Each step folds the 128-bit product of two words that were mixed with odd constants.
public enum Hash64 {
  private static let a: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let b: UInt64 = 0xD1B5_4A32_D192_ED03
  private static let c: UInt64 = 0x8CB9_2BA7_2F3D_8DD7

  public static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
    let count = bytes.count
    guard count > 0, let start = bytes.baseAddress else { return finish(seed ^ a, 0, 0) }
    var state = seed ^ a
    var at = start
    var left = count
    while left > 16 {
      state = fold(word(at) ^ b, word(at + 8) ^ state)
      at += 16
      left -= 16
    }
    // The last 1 to 16 bytes as two words that may overlap.
    let low: UInt64
    let high: UInt64
    if left >= 8 {
      low = word(at)
      high = word(at + left - 8)
    } else if left >= 4 {
      low = UInt64(at.loadUnaligned(as: UInt32.self))
      high = UInt64((at + left - 4).loadUnaligned(as: UInt32.self))
    } else {
      low = UInt64(at.load(as: UInt8.self)) << 16 | UInt64((at + left / 2).load(as: UInt8.self)) << 8
      high = UInt64((at + left - 1).load(as: UInt8.self))
    }
    return finish(fold(low ^ b, high ^ state), UInt64(truncatingIfNeeded: count), high)
  }

  /// One more word into a hash.
  public static func combine(_ hash: UInt64, _ value: UInt64) -> UInt64 {
    finish(fold(value ^ b, hash ^ c), 8, value)
  }

  @inline(__always)
  private static func word(_ at: UnsafeRawPointer) -> UInt64 { UInt64(littleEndian: at.loadUnaligned(as: UInt64.self)) }

  @inline(__always)
  private static func fold(_ x: UInt64, _ y: UInt64) -> UInt64 {
    let product = x.multipliedFullWidth(by: y)
    return product.high ^ product.low
  }

  /// A factor of zero would swallow the other one, so the length and the last word go in once more.
  @inline(__always)
  private static func finish(_ state: UInt64, _ count: UInt64, _ last: UInt64) -> UInt64 {
    var x = fold(state ^ c, count ^ b) &+ (last &* a)
    x ^= x >> 32
    x = x &* b
    return x ^ (x >> 29)
  }
}

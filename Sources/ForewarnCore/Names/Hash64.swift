/// A 64-bit hash that is the same on every machine and in every run: identities of alerts are stored and compared across
/// restarts, which `Hasher` with its random seed must not be used for. Not meant against an adversary.
///
/// XXH3-64 with a seed and the default secret, after its specification (Cyan4973/xxHash, doc/xxhash_spec.md), so that other
/// programs can compute the same: `xxhash.xxh3_64_intdigest(bytes, seed)`. Words are little-endian, sums and products wrap.
public enum Hash64 {
  public static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
    let count = bytes.count
    guard count > 0, let start = bytes.baseAddress else { return avalanche64(seed ^ secret[7] ^ secret[8]) }
    if count <= 16 { return upTo16(start, count, seed) }
    if count <= 128 { return upTo128(start, count, seed) }
    return count <= 240 ? upTo240(start, count, seed) : long(start, count, seed)
  }

  /// One more word into a hash: XXH3 of the word's 8 bytes, with the hash so far as its seed.
  public static func combine(_ hash: UInt64, _ value: UInt64) -> UInt64 {
    of4To8(first: UInt32(truncatingIfNeeded: value), last: UInt32(truncatingIfNeeded: value >> 32), 8, hash)
  }

  // MARK: 1 to 16 bytes: nearly every name

  @inline(__always)
  private static func upTo16(_ at: UnsafeRawPointer, _ count: Int, _ seed: UInt64) -> UInt64 {
    if count > 8 {
      let low = (secret[3] ^ secret[4]) &+ seed ^ word(at)
      let high = (secret[5] ^ secret[6]) &- seed ^ word(at + (count - 8))
      return avalanche(UInt64(truncatingIfNeeded: count) &+ low.byteSwapped &+ high &+ fold(low, high))
    }
    if count >= 4 { return of4To8(first: half(at), last: half(at + (count - 4)), count, seed) }
    // Last byte, length, first, middle, from the lowest.
    let bytes =
      UInt32((at + (count - 1)).load(as: UInt8.self)) | UInt32(truncatingIfNeeded: count) << 8
      | UInt32(at.load(as: UInt8.self)) << 16 | UInt32((at + count / 2).load(as: UInt8.self)) << 24
    return avalanche64((secret[0] & 0xFFFF_FFFF ^ secret[0] >> 32) &+ seed ^ UInt64(bytes))
  }

  @inline(__always)
  private static func of4To8(first: UInt32, last: UInt32, _ count: Int, _ seed: UInt64) -> UInt64 {
    let seed = seed ^ UInt64(UInt32(truncatingIfNeeded: seed).byteSwapped) << 32
    var x = (secret[1] ^ secret[2]) &- seed ^ (UInt64(last) | UInt64(first) << 32)
    x ^= rotated(x, 49) ^ rotated(x, 24)
    x = x &* mix2
    x = (x ^ (x >> 35 &+ UInt64(truncatingIfNeeded: count))) &* mix2
    return x ^ x >> 28
  }

  // MARK: 17 to 240 bytes: words in pairs

  /// Pairs from both ends inwards, until they meet; the order of a sum does not matter.
  @inline(__always)
  private static func upTo128(_ at: UnsafeRawPointer, _ count: Int, _ seed: UInt64) -> UInt64 {
    let end = at + count
    var sum = UInt64(truncatingIfNeeded: count) &* prime1
    sum = sum &+ pair(at, secret[0], secret[1], seed) &+ pair(end - 16, secret[2], secret[3], seed)
    if count > 32 {
      sum = sum &+ pair(at + 16, secret[4], secret[5], seed) &+ pair(end - 32, secret[6], secret[7], seed)
      if count > 64 {
        sum = sum &+ pair(at + 32, secret[8], secret[9], seed) &+ pair(end - 48, secret[10], secret[11], seed)
        if count > 96 {
          sum = sum &+ pair(at + 48, secret[12], secret[13], seed) &+ pair(end - 64, secret[14], secret[15], seed)
        }
      }
    }
    return avalanche(sum)
  }

  /// Not inlined, nor is what is longer: short inputs should not pay for their registers.
  @inline(never)
  private static func upTo240(_ at: UnsafeRawPointer, _ count: Int, _ seed: UInt64) -> UInt64 {
    func pair(_ offset: Int, _ secretOffset: Int) -> UInt64 {
      let secret = secret.span
      return Self.pair(at + offset, word(secret, secretOffset), word(secret, secretOffset + 8), seed)
    }
    var sum = UInt64(truncatingIfNeeded: count) &* prime1
    for i in 0..<8 { sum = sum &+ pair(i * 16, i * 16) }
    sum = avalanche(sum)
    for i in 8..<(count / 16) { sum = sum &+ pair(i * 16, (i - 8) * 16 + 3) }
    return avalanche(sum &+ pair(count - 16, 119))
  }

  @inline(__always)
  private static func pair(_ at: UnsafeRawPointer, _ low: UInt64, _ high: UInt64, _ seed: UInt64) -> UInt64 {
    fold(word(at) ^ (low &+ seed), word(at + 8) ^ (high &- seed))
  }

  // MARK: more: blocks of 16 stripes of 64 bytes

  @inline(never)
  private static func long(_ at: UnsafeRawPointer, _ count: Int, _ seed: UInt64) -> UInt64 {
    var derived = Self.secret
    for i in 0..<24 { derived[i] = i.isMultiple(of: 2) ? derived[i] &+ seed : derived[i] &- seed }
    let secret = derived.span
    var lanes: Lanes = [prime32x3, prime1, prime2, prime3, prime4, prime32x2, prime5, prime32x1]
    // The last stripe always ends where the input does, whole or not.
    for stripe in 0..<((count - 1) / 64) {
      for i in 0..<8 { take(word(at + (stripe * 64 + i * 8)), secret[stripe % 16 + i], into: &lanes, i) }
      if stripe % 16 == 15 {
        for i in 0..<8 { lanes[i] = (lanes[i] ^ lanes[i] >> 47 ^ secret[16 + i]) &* prime32x1 }
      }
    }
    for i in 0..<8 { take(word(at + (count - 64 + i * 8)), word(secret, 121 + i * 8), into: &lanes, i) }
    var sum = UInt64(truncatingIfNeeded: count) &* prime1
    for i in stride(from: 0, to: 8, by: 2) {
      sum = sum &+ fold(lanes[i] ^ word(secret, 11 + 8 * i), lanes[i + 1] ^ word(secret, 19 + 8 * i))
    }
    return avalanche(sum)
  }

  @inline(__always)
  private static func take(_ value: UInt64, _ key: UInt64, into lanes: inout Lanes, _ i: Int) {
    let keyed = value ^ key
    lanes[i ^ 1] = lanes[i ^ 1] &+ value
    lanes[i] = lanes[i] &+ (keyed & 0xFFFF_FFFF) &* (keyed >> 32)
  }

  // MARK: Parts

  @inline(__always)
  private static func word(_ at: UnsafeRawPointer) -> UInt64 { UInt64(littleEndian: at.loadUnaligned(as: UInt64.self)) }

  @inline(__always)
  private static func half(_ at: UnsafeRawPointer) -> UInt32 { UInt32(littleEndian: at.loadUnaligned(as: UInt32.self)) }

  /// The word that begins at any byte of a secret: a shift by 64 gives zero.
  @inline(__always)
  private static func word(_ secret: Span<UInt64>, _ offset: Int) -> UInt64 {
    let shift = UInt64(truncatingIfNeeded: offset % 8 * 8)
    return secret[offset / 8] >> shift | secret[offset / 8 + 1] << (64 - shift)
  }

  @inline(__always)
  private static func rotated(_ x: UInt64, _ bits: UInt64) -> UInt64 { x << bits | x >> (64 - bits) }

  @inline(__always)
  private static func fold(_ x: UInt64, _ y: UInt64) -> UInt64 {
    let product = x.multipliedFullWidth(by: y)
    return product.high ^ product.low
  }

  @inline(__always)
  private static func avalanche(_ value: UInt64) -> UInt64 {
    let x = (value ^ value >> 37) &* mix1
    return x ^ x >> 32
  }

  /// The older one, of XXH64.
  @inline(__always)
  private static func avalanche64(_ value: UInt64) -> UInt64 {
    var x = (value ^ value >> 33) &* prime2
    x = (x ^ x >> 29) &* prime3
    return x ^ x >> 32
  }

  private typealias Secret = InlineArray<24, UInt64>
  private typealias Lanes = InlineArray<8, UInt64>
  /// The default secret, as words.
  private static let secret: Secret = [
    0xBE4B_A423_396C_FEB8, 0x1CAD_21F7_2C81_017C, 0xDB97_9083_E96D_D4DE, 0x1F67_B3B7_A4A4_4072,
    0x78E5_C0CC_4EE6_79CB, 0x2172_FFCC_7DD0_5A82, 0x8E24_43F7_7446_08B8, 0x4C26_3A81_E690_35E0,
    0xCB00_C391_BB52_283C, 0xA32E_531B_8B65_D088, 0x4EF9_0DA2_9748_6471, 0xD8AC_DEA9_46EF_1938,
    0x3F34_9CE3_3F76_FAA8, 0x1D4F_0BC7_C7BB_DCF9, 0x3159_B4CD_4BE0_518A, 0x6473_78D9_C97E_9FC8,
    0xC3EB_D334_83AC_C5EA, 0xEB63_13FA_FFA0_81C5, 0x49DA_F0B7_51DD_0D17, 0x9E68_D429_2655_16D3,
    0xFCA1_477D_58BE_162B, 0xCE31_D07A_D1B8_F88F, 0x2804_1695_8F3A_CB45, 0x7E40_4BBB_CAFB_D7AF,
  ]

  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5
  private static let mix1: UInt64 = 0x1656_6791_9E37_79F9
  private static let mix2: UInt64 = 0x9FB2_1C65_1E98_DF25
  private static let prime32x1: UInt64 = 0x9E37_79B1
  private static let prime32x2: UInt64 = 0x85EB_CA77
  private static let prime32x3: UInt64 = 0xC2B2_AE3D
}

import ForewarnCore
import Testing

@Suite struct HashTests {
  @Test func everyLengthAndBitCounts() {
    var seen: Set<UInt64> = []
    for count in 0...70 {
      var bytes = [UInt8](repeating: 0, count: count)
      seen.insert(bytes.withUnsafeBytes { Hash64.hash($0) })
      for bit in 0..<(count * 8) {
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        seen.insert(bytes.withUnsafeBytes { Hash64.hash($0) })
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      }
    }
    #expect(seen.count == 71 + 8 * (70 * 71 / 2))
  }

  /// A flipped bit of the input flips about half of the hash.
  @Test func bitsAreMixed() {
    for count in [1, 3, 7, 8, 15, 16, 17, 40] {
      var flipped = 0
      for bit in 0..<(count * 8) {
        var bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }
        let before = bytes.withUnsafeBytes { Hash64.hash($0) }
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        flipped += (before ^ bytes.withUnsafeBytes { Hash64.hash($0) }).nonzeroBitCount
      }
      let share = Double(flipped) / Double(count * 8 * 64)
      #expect(share > 0.42 && share < 0.58, "\(count) bytes: \(share)")
    }
  }

  /// Identities are stored: the hash must never change. What xxHash 0.8.4 gives (`xxhash.xxh3_64_intdigest`, PyPI's xxhash 4.1.0)
  /// for the first bytes of its own sanity buffer.
  @Test(arguments: published)
  func isTheOneThatIsPublished(length: Int, unseeded: UInt64, seed42: UInt64, seedPrime: UInt64) {
    Self.sanityBuffer[..<length].withUnsafeBytes {
      #expect(Hash64.hash($0) == unseeded)
      #expect(Hash64.hash($0, seed: 42) == seed42)
      #expect(Hash64.hash($0, seed: Self.prime) == seedPrime)
    }
  }

  @Test func aWordIsItsBytes() {
    for value in [0, 1, 0x0102_0304_0506_0708, Self.prime, .max] as [UInt64] {
      for seed in [0, 42, Self.prime, .max] as [UInt64] {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        #expect(Hash64.combine(seed, value) == bytes.withUnsafeBytes { Hash64.hash($0, seed: seed) })
      }
    }
  }

  static let prime: UInt64 = 0x9E37_79B1_85EB_CA8D

  static let sanityBuffer: [UInt8] = {
    var state: UInt64 = 0x9E37_79B1
    return (0..<4_096).map { _ in
      defer { state &*= prime }
      return UInt8(state >> 56)
    }
  }()

  /// Length, and the hash with seed 0, 42 and the prime.
  static let published: [(Int, UInt64, UInt64, UInt64)] = [
    (0, 0x2D06_8005_38D3_94C2, 0xB029_411F_F43D_84D2, 0xA8A6_B918_B2F0_364A),
    (1, 0xC44B_DFF4_074E_ECDB, 0x5CF1_0F10_BF2D_D245, 0x032B_E332_DD76_6EF8),
    (2, 0x7A99_7804_4CB8_A8BB, 0x070B_BF54_AB58_71F7, 0x764B_35C9_0519_AD88),
    (3, 0x5424_7382_A8D6_B94D, 0x451D_4C27_622E_4BEF, 0x634B_8990_B497_6373),
    (4, 0xE5DC_74BC_5184_8A51, 0xAA8C_0F07_37DF_AC6B, 0xAA2E_7ECC_B0C8_F747),
    (5, 0xE424_3F00_7203_06BB, 0x5E66_8EE3_8080_7945, 0x5A67_C87E_50ED_80ED),
    (8, 0x24CC_C9AC_AA9F_65E4, 0x2B64_0081_CAE7_E4AB, 0x8F97_3410_999B_8F6B),
    (9, 0x14D5_001C_15DD_3F2B, 0x2F9A_EAC2_015F_F89C, 0xB3AE_7333_D901_3F60),
    (12, 0xA713_DAF0_DFBB_77E7, 0x4F43_C527_5FA5_FF0F, 0xE730_3E1B_2336_DE0E),
    (16, 0x981B_17D3_6C74_98C9, 0xF1D1_9297_3720_8A0E, 0x663F_2933_3B4D_B6B1),
    (17, 0x796F_5ACD_3A60_F862, 0x2AB4_9AC1_D6BF_3249, 0xF3EC_5067_F430_6DB3),
    (32, 0x9FEA_DDBD_BF57_EED3, 0xBF1E_E41D_D899_9F32, 0x2199_FAB1_5348_93D9),
    (33, 0xABFB_2D08_1B40_0A10, 0x8C35_9AD4_3324_6585, 0xAD56_348D_A574_BB6D),
    (64, 0x9CB4_8487_720E_C49D, 0xACA7_CEB6_0851_4892, 0x4FE8_895D_B9B8_C077),
    (65, 0xFD81_AAC4_BEBC_3883, 0x0D0A_DEAF_7F40_DF27, 0xAD80_AEEC_1FC9_E0A7),
    (96, 0x935A_769A_7F94_776F, 0xE2A6_3ABE_88B4_CAC1, 0x70CF_5193_7E50_0540),
    (97, 0xCA4C_A268_FD3C_3A6C, 0x1D46_25BA_D878_17EA, 0xEE46_1D3A_DD7E_E6C9),
    (128, 0xFCFF_2412_6754_D861, 0xDC60_176D_2F62_B154, 0x73FD_E752_8064_6649),
    (129, 0x98F1_B0A6_79A2_CA29, 0x1BD5_FFED_4A5D_A0F7, 0x21FF_FDBC_A099_C844),
    (160, 0x9D03_A319_ED4C_BD2B, 0xEAAC_33F4_2D69_DFA8, 0x3825_C75F_FE70_FDE0),
    (192, 0xAF9F_58E7_8B8D_3587, 0x1129_6EA5_D8F1_ED1F, 0x69E0_06AA_2156_C999),
    (240, 0x81C3_C2B6_7F56_8CCF, 0x266B_2707_6A0D_90E3, 0xCC0F_58C2_7EF3_D8EE),
    (241, 0xC5A6_39EC_D203_0E5E, 0xDE83_0D05_9094_2AFF, 0xDDA9_B0A1_61D4_829A),
    (256, 0x55DE_574A_D89D_0AC5, 0x7C30_5BD0_A65E_9CBD, 0x4D30_234B_7A3A_A61C),
    (511, 0x8089_715B_163E_7FC0, 0x62FA_8946_7461_1C5D, 0x90EC_0377_BA8D_6002),
    (512, 0x617E_4959_9013_CB6B, 0xED60_7529_7782_ADD5, 0x3CE4_57DE_14C2_7708),
    (513, 0xF703_7D3B_6722_AEEC, 0xBB13_B4C1_8D7A_64A1, 0x7849_4A42_FDE4_9F35),
    (1023, 0x87A8_F7B2_F2E2_2496, 0xEB37_C9A8_FE83_F042, 0x0F0F_02DE_8590_E1B5),
    (1024, 0xDD85_C9B5_C110_9C5C, 0x4793_B700_30B7_66FF, 0xEF36_8A8A_2EBA_BAEF),
    (1025, 0xD870_C0FA_1321_1C6A, 0x3C78_9A26_DD12_6442, 0x9679_2BCF_9AF8_8519),
    (2048, 0xDD59_E2C3_A5F0_38E0, 0x4CA9_12F1_7A5C_7CE4, 0x66F8_1670_669A_BABC),
    (4096, 0xE912_0642_9D1F_48F9, 0x6B80_AA58_C8AD_F951, 0x2A3B_BB20_A543_9DCD),
  ]
}

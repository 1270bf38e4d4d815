import RollingStatistics
import Testing

@Suite struct LogLinearTests {
  static let buckets: [(Int64, Int)] = [
    (-5, 0), (0, 0), (1, 1), (31, 31), (32, 32), (33, 33), (63, 63), (64, 64), (65, 64), (66, 65), (127, 95),
    (128, 96), (1_000_000, 509), (4_294_967_295, 895), (4_294_967_296, 895), (Int64.max, 895),
  ]

  @Test(arguments: buckets)
  func bucketOfADuration(micros: Int64, bucket: Int) {
    #expect(LogLinear.bucket(of: micros) == bucket)
  }

  @Test func bucketsTileTheLineWithoutGaps() {
    var next: Int64 = 0
    for bucket in 0..<LogLinear.bucketCount {
      let (lower, upper) = LogLinear.bounds(of: bucket)
      #expect(lower == next)
      #expect(LogLinear.bucket(of: lower) == bucket)
      #expect(LogLinear.bucket(of: upper) == bucket)
      #expect(Double(upper - lower) <= Double(lower) / 32)
      #expect(LogLinear.midpoint(of: bucket) == Double(lower + upper) / 2)
      next = upper + 1
    }
    #expect(next == 1 << 32)
  }

  @Test(arguments: [0.01, 0.25, 0.5, 0.9, 0.99, 1.0])
  func quantileIsWithinABucketOfTheTruth(q: Double) {
    var noise = Noise(seed: 3)
    let values = (0..<5_000).map { _ in Int64(DeterministicMath.exp(11 + noise.normal())) }
    var counts = [UInt32](repeating: 0, count: LogLinear.bucketCount)
    for value in values { counts[LogLinear.bucket(of: value)] += 1 }
    let truth = Double(values.sorted()[Int((q * 5_000).rounded(.up)) - 1])
    let found = counts.withUnsafeBufferPointer { LogLinear.quantile(q, counts: $0, total: 5_000) }
    #expect(isClose(found, truth, relative: 1.0 / 32))
  }

  @Test func quantileOfNothingIsZero() {
    let counts = [UInt32](repeating: 0, count: LogLinear.bucketCount)
    #expect(counts.withUnsafeBufferPointer { LogLinear.quantile(0.5, counts: $0, total: 0) } == 0)
  }

  @Test func quantileOfOneSmallValueIsThatValue() {
    var counts = [UInt32](repeating: 0, count: LogLinear.bucketCount)
    counts[17] = 1
    #expect(counts.withUnsafeBufferPointer { LogLinear.quantile(0.99, counts: $0, total: 1) } == 17)
  }
}

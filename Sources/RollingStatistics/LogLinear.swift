/// Log-linear buckets for durations: 32 of one microsecond, then 32 an octave, up to 2³² µs (71.6 minutes). A bucket is at
/// most 1/32 of its value wide, so a quantile is within 1.6 % of its bucket's middle. The scheme of HdrHistogram
/// (G. Tene) with five mantissa bits; being integers, counts can be added and subtracted in any order.
public enum LogLinear {
  public static let mantissaBits = 5
  private static let linear = 1 << mantissaBits
  /// The last octave starts at 2³¹ µs.
  private static let lastExponent = 31
  public static let bucketCount = linear + (lastExponent - mantissaBits + 1) * linear

  /// Durations below 0 count as 0, durations from 2³² µs on as the longest.
  public static func bucket(of micros: Int64) -> Int {
    let value = Int(min(max(micros, 0), (1 << (lastExponent + 1)) - 1))
    guard value >= linear else { return value }
    let exponent = Int.bitWidth - 1 - value.leadingZeroBitCount
    let octave = exponent - mantissaBits
    return linear + octave * linear + ((value >> octave) & (linear - 1))
  }

  /// The whole microseconds that fall into a bucket: `lower` to `upper`, both included.
  public static func bounds(of bucket: Int) -> (lower: Int64, upper: Int64) {
    precondition(bucket >= 0 && bucket < bucketCount, "no such bucket")
    guard bucket >= linear else { return (Int64(bucket), Int64(bucket)) }
    let octave = bucket / linear - 1
    let lower = Int64(linear + bucket % linear) << Int64(octave)
    return (lower, lower + (1 << Int64(octave)) - 1)
  }

  /// The middle of a bucket, in microseconds.
  public static func midpoint(of bucket: Int) -> Double {
    let (lower, upper) = bounds(of: bucket)
    return 0.5 * Double(lower + upper)
  }

  /// The value of rank ⌈q·total⌉ in microseconds, the counts of a bucket spread evenly over it; 0 when there are none.
  /// `counts` holds `bucketCount` cells and `total` is their sum.
  public static func quantile(_ q: Double, counts: UnsafeBufferPointer<UInt32>, total: UInt64) -> Double {
    guard total > 0 else { return 0 }
    let wanted = (min(max(q, 0), 1) * Double(total)).rounded(.up)
    let rank = min(max(UInt64(wanted), 1), total)
    var before: UInt64 = 0
    for bucket in 0..<min(counts.count, bucketCount) {
      let count = UInt64(counts[bucket])
      if before + count >= rank {
        let (lower, upper) = bounds(of: bucket)
        let share = (Double(rank - before) - 0.5) / Double(count)
        return Double(lower) + share * Double(upper - lower)
      }
      before += count
    }
    return midpoint(of: bucketCount - 1)
  }

  /// How many buckets above that of `micros` hold anything: at least so many durations that are longer, however many requests a
  /// record that sums them up stands for.
  public static func occupied(above micros: Double, counts: UnsafeBufferPointer<UInt32>) -> Int {
    let first = bucket(of: Int64(min(max(micros, 0), 4e15).rounded(.up)))
    return counts[min(first + 1, counts.count)...].count { $0 > 0 }
  }
}

/// The minute that was read last, by the sixteen bytes that spell it. Events of a batch are of a few minutes, and comparing costs less than
/// reading.
struct MinuteMemo {
  // Until there is another one it is the first of 1970: "1970-01-" and "01T00:00", the first letter lowest.
  private var date: UInt64 = 0x2d31_302d_3037_3931
  private var time: UInt64 = 0x3030_3a30_3054_3130
  private var minutes = 0

  /// Minutes from 1970 to what stands at `base`, sixteen bytes as in `2026-11-24T10:00`; nil when that is no minute.
  @inline(__always)
  mutating func minutes(at base: UnsafeRawPointer) -> Int? {
    let date = UInt64(littleEndian: base.loadUnaligned(as: UInt64.self))
    let time = UInt64(littleEndian: (base + 8).loadUnaligned(as: UInt64.self))
    if date == self.date, time == self.time { return minutes }
    guard let read = TimeText.minutes(at: base) else { return nil }
    (self.date, self.time, minutes) = (date, time, read)
    return read
  }
}

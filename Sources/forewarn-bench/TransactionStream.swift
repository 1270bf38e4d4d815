import ForewarnCore

/// The transactions of one partition as JSON texts, the same on every run: every series in turn at random, event time rising
/// with some jitter, response times around a level of the series' own.
struct TransactionStream {
  struct Shape {
    var series = 5_000
    var instances = 100
    var partitions = 1
    /// Over all partitions, in event time.
    var eventsPerSecond = 500
    var startMicros: Int64 = 1_764_000_000_000_000
    var jitterMillis: UInt64 = 2_000
  }

  private let shape: Shape
  private let partition: Int
  private var random: UInt64
  private var index: Int64 = 0
  /// Of the event that was written last.
  private(set) var timeMicros: Int64 = 0

  init(_ shape: Shape, partition: Int) {
    self.shape = shape
    self.partition = partition
    random = UInt64(partition) &* 0x9E37_79B9_7F4A_7C15 &+ 1
  }

  /// The next event's text, appended. By hand, into one buffer: what is measured should be the engine's work.
  mutating func write(to bytes: inout [UInt8]) {
    let nominal =
      shape.startMicros + (index * Int64(shape.partitions) + Int64(partition)) * 1_000_000
      / Int64(shape.eventsPerSecond)
    index += 1
    timeMicros = (nominal / 1_000 - Int64(next() % (shape.jitterMillis + 1))) * 1_000
    let series = Int(next() % UInt64(shape.series))
    // 20 ms … 1 s by series, and a tail: one in sixteen is up to four times slower.
    let level = 20 + (series &* 7_919) % 980
    let spread = 0.7 + Double(next() % 1_000) / 1_600
    let tail = next() % 16 == 0 ? 1 + Double(next() % 300) / 100 : 1
    let tenths = Int(Double(level) * spread * tail * 10)
    bytes.append(contentsOf: #"{"time":""#.utf8)
    Timestamp.append(timeMicros, to: &bytes)
    bytes.append(contentsOf: #"","instance":"customer-"#.utf8)
    append(series % shape.instances, digits: 4, to: &bytes)
    bytes.append(contentsOf: #"","transaction":"record.list-"#.utf8)
    append(series / shape.instances, digits: 4, to: &bytes)
    bytes.append(contentsOf: #"","duration_ms":"#.utf8)
    append(tenths / 10, digits: 1, to: &bytes)
    bytes.append(UInt8(ascii: "."))
    append(tenths % 10, digits: 1, to: &bytes)
    bytes.append(contentsOf: (next() % 200 == 0 ? #","error":true}"# : #","error":false}"#).utf8)
  }

  /// SplitMix64 (Steele, Lea, Flood 2014).
  private mutating func next() -> UInt64 {
    random &+= 0x9E37_79B9_7F4A_7C15
    var z = random
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private func append(_ number: Int, digits: Int, to bytes: inout [UInt8]) {
    var power = 1
    var length = 1
    while length < digits || number / power >= 10 {
      power *= 10
      length += 1
    }
    while power > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(number / power % 10))
      power /= 10
    }
  }
}

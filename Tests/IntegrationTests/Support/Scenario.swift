/// Made-up input that opens, updates and resolves cases: the same records for the same size, on every machine.
struct Scenario {
  struct Line {
    var json: String
    var instance: String
  }

  var transactions: [Line] = []
  var alerts: [Line] = []

  /// - Parameters:
  ///   - minutes: of event time. Something goes wrong in each instance once an hour, each at another minute.
  ///   - instances: customers' installations.
  init(minutes: Int, instances: Int) {
    let start: Int64 = 1_760_000_040
    var random = SplitMix64(seed: 1)
    for minute in 0..<minutes {
      for instance in 0..<instances {
        let name = "customer-\(instance)"
        let phase = (minute + instance * 7) % 60
        let isBad = minute >= 60 && phase < 14
        for (number, transaction) in ["login", "incident.list", "search"].enumerated() {
          let level = Double(40 << number) * (isBad && number < 2 ? 6 : 1)
          for second in [7, 33] {
            let millis = level * (0.9 + 0.2 * random.uniform())
            let time = start + Int64(minute * 60 + second)
            transactions.append(
              Line(
                json: #"{"time":\#(time),"instance":"\#(name)","transaction":"\#(transaction)","#
                  + #""duration_ms":\#(millis),"count":\#(5 + minute % 3)}"#,
                instance: name))
          }
        }
        let count = isBad && phase < 8 ? 12 : (random.uniform() < 0.2 ? 1 : 0)
        for number in 0..<count {
          let time = start + Int64(minute * 60 + number * 4)
          alerts.append(
            Line(
              json: #"{"time":\#(time),"instance":"\#(name)","alert":"db_connections_high","domain":"database","#
                + #""severity":"major","status":"firing","fingerprint":"\#(name)-\#(minute)-\#(number)"}"#,
              instance: name))
        }
      }
    }
  }
}

/// Randomness that is the same on every run.
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// 0 ..< 1.
  mutating func uniform() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}

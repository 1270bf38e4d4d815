import ForewarnCore
import Testing

/// A decoder remembers how the object before was written. That may make it faster; it may change nothing.
@Suite struct MemoTests {
  /// Names, and others that share their first or last bytes or their length.
  static let names = [
    "time", "timer", "tim", "instance", "instancf", "jnstance", "instance_id", "transaction", "transactiom",
    "uransaction",
    "transaction_and_more", "duration_ms", "duration_mt", "duration__s", "error", "errors", "erro", "ci", "id", "count",
    "a", "", "é",
    #"tim\u0065"#,
  ]
  static let values = [
    #""2026-11-21T10:15:30Z""#, #""2026-11-21T10:16:30.5Z""#, #""x""#, "1", "12.5", "true", "false", "null", "[1,2]",
    #"{"time":1}"#,
  ]

  static func object(_ random: inout SplitMix64) -> String {
    let gaps = ["", "", "", " ", "\n\t"]
    func gap() -> String { gaps.randomElement(using: &random) ?? "" }
    func member(_ name: String, _ value: String) -> String { "\(gap())\"\(name)\"\(gap()):\(gap())\(value)" }
    var members = [
      member("time", #""2026-11-21T10:15:30Z""#), member("instance", #""acme""#), member("transaction", #""list""#),
      member("duration_ms", "12.5"),
    ]
    for _ in 0..<Int.random(in: 0...15, using: &random) {
      let place = Int.random(in: 0...members.count, using: &random)
      let other = member(names.randomElement(using: &random) ?? "", values.randomElement(using: &random) ?? "")
      members.insert(other, at: place)
    }
    if Bool.random(using: &random) { members.swapAt(0, members.count - 1) }
    let text = "{" + members.joined(separator: ",") + "}"
    switch UInt8.random(in: 0..<16, using: &random) {
    case 0: return String(text.dropLast(Int.random(in: 1...8, using: &random)))
    case 1: return text.replacing(":", with: ";", maxReplacements: 1)
    default: return text
    }
  }

  @Test(arguments: 1...8)
  func whatWasReadBeforeChangesNothing(seed: UInt64) {
    var random = SplitMix64(state: seed)
    let settings = DecoderSettings(kind: .transactions)
    var used = RecordDecoder(settings)
    var events = 0
    for _ in 0..<600 {
      let value = Array(Self.object(&random).utf8)
      let fresh = decode(value, settings)
      #expect(decode(value, with: &used) == fresh, "\(String(decoding: value, as: UTF8.self))")
      events += fresh.events.count
    }
    #expect(events > 50, "many of them are events")
  }
}

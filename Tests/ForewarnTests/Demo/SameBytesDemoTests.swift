import ForewarnCore
import Testing

@testable import forewarn

/// The demo's scenario gives the events that it gave when the golden lines were written: a day and two hours of eight customers, with the
/// settings of production.
@Suite struct SameBytesDemoTests {
  private static let goldenLines = golden.split(separator: "\n").map(String.init)

  private static func line(_ end: Int64) throws -> String {
    let scenario = DemoScenario(endMicros: end)
    let outputs = try DemoScenarioTests.outputs(scenario)
    let name = "demo-\(end / 1_000_000)"
    try SameBytes.show(outputs, as: name)
    if let folder = SameBytes.folder {
      // For `deploy/same-bytes`.
      try SameBytes.write(envelopes(scenario), to: "\(folder)/\(name).jsonl")
      try SameBytes.write(customers, to: "\(folder)/demo-customers.yaml")
    }
    return OutputDigests(outputs).line(name)
  }

  @Test(.disabled(if: SameBytes.records), arguments: DemoScenarioTests.ends)
  func theDemoShowsWhatItEverDid(end: Int64) throws {
    let at = try #require(DemoScenarioTests.ends.firstIndex(of: end))
    try #require(Self.goldenLines.count == DemoScenarioTests.ends.count)
    let line = try Self.line(end)
    #expect(line == Self.goldenLines[at], SameBytes.hint)
  }

  @Test(.enabled(if: SameBytes.records)) func goldenLinesAreWritten() throws {
    try SameBytes.record(
      DemoScenarioTests.ends.map { try Self.line($0) }, of: "SameBytesDemoTests", beside: #filePath)
  }

  // MARK: The demo as recorded input

  /// The stream as `kcat -J` would print it.
  private static func envelopes(_ scenario: DemoScenario) -> [UInt8] {
    var text: [UInt8] = []
    var offsets: [DemoScenario.Topic: Int] = [:]
    for minute in DemoScenario.minutes {
      for record in scenario.records(ofMinute: minute) {
        let payload = record.value.replacing("\"", with: "\\\"")
        text += Array(
          #"{"topic":"\#(record.topic.rawValue)","partition":0,"offset":\#(offsets[record.topic, default: 0]),"ts":\#(record.timeMicros / 1_000),"key":"\#(record.key)","payload":"\#(payload)"}"#
            .utf8)
        text.append(UInt8(ascii: "\n"))
        offsets[record.topic, default: 0] += 1
      }
    }
    return text
  }

  private static var customers: [UInt8] {
    let table = DemoCustomers.table
    var lines = ["version: 1", "accounts:"]
    lines += table.accounts.map { "  - {id: \($0.id), name: \($0.name)}" }
    lines.append("instances:")
    lines += table.instances.map {
      "  - {id: \($0.id), environment: \($0.environment), accounts: [\($0.accounts.joined(separator: ", "))], owner: \($0.owners.owner)}"
    }
    lines.append("sold_products:")
    lines += table.soldProducts.map {
      "  - {id: \($0.id), product: \($0.product), account: \($0.account), offering: \($0.offering)}"
    }
    lines.append("install_base:")
    lines += table.installBase.map {
      "  - {id: \($0.id), ci: \($0.ci), instance: \($0.instance), sold_product: \($0.soldProduct)}"
    }
    return Array(lines.joined(separator: "\n").utf8) + [UInt8(ascii: "\n")]
  }
}

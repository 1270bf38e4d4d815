import ForewarnCore
import Glibc
import Testing

@testable import forewarn

/// The page about case events says what the schema says, and the schema says something of every member.
@Suite struct EventReferenceTests {
  private static let root = ConfigurationTextTests.root

  private static func reference() throws -> EventReference {
    let bytes = try FileBytes.read("\(root)/\(EventReference.schemaPath)", limit: 1 << 20)
    return EventReference(schema: try #require(bytes.withUnsafeBytes { JSONTree(Bytes($0)) }))
  }

  @Test func thePageIsOfTheSchema() throws {
    let text = try Self.reference().text
    let path = "\(Self.root)/\(EventReference.path)"
    if getenv(EventReference.record) != nil {
      let file = try #require(fopen(path, "w"))
      fputs(text, file)
      fclose(file)
    }
    let page = String(decoding: try FileBytes.read(path, limit: 1 << 20), as: UTF8.self)
    #expect(page == text, "write it anew: \(EventReference.record)=1 swift test --filter EventReferenceTests")
  }

  @Test func everyMemberHasAMeaning() throws {
    let reference = try Self.reference()
    #expect(reference.untold == [])
    for line in [
      "| `data.customer.accounts[].name` | string | always | For people. |",
      "| `data.risk` | number 0 to 1 | always |", "| `data.forecast.limit_at.mid` | time | always | Most likely. |",
      "| `specversion` | `1.0` | always |", "| `data.resolution_detail.peak` | object or null | always |",
      "| `data.evidence.series[].points[].value` | number or null | always |",
      "| `data.remarks.acknowledged_by` | string or null | sometimes |",
    ] { #expect(reference.text.contains(line), "\(line)") }
  }
}

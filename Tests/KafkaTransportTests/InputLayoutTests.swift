import ForewarnCore
import StreamRuntime
import Testing

@testable import KafkaTransport

@Suite struct InputLayoutTests {
  private static let alerts = InputLayout.Topic(name: "alerts", partitions: 2)
  private static let requests = InputLayout.Topic(name: "requests", partitions: 3)
  private static let layout = InputLayout([requests, alerts])

  @Test func `Every partition is read, in the order in which the engine numbers them`() {
    let names = Self.layout.partitions.map { "\($0.topic) \($0.partition)" }
    #expect(names == ["alerts 0", "alerts 1", "requests 0", "requests 1", "requests 2"])
    #expect(InputLayout().partitions.isEmpty)
  }

  @Test(arguments: [
    (3, nil), (4, LayoutChange.added(topic: "requests", from: 3, to: 4)),
    (
      1,
      .replaced(
        TopicPartition(topic: "requests", partition: 1), reason: "its topic has 1 partitions, and had 3")
    ),
  ])
  func `Partitions may be added, and never taken away`(_ count: Int, _ change: LayoutChange?) {
    #expect(Self.layout.change(of: Self.requests, to: count) == change)
  }
}

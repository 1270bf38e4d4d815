import StreamRuntime
import Testing

@testable import KafkaTransport

@Suite struct ClientPropertiesTests {
  private func last(_ properties: ClientProperties, _ name: String) -> String? {
    properties.list.last { $0.name == name }?.value
  }

  @Test func `A user's value wins over a default and loses to the protocol`() {
    let user = [
      ("fetch.wait.max.ms", "100"), ("isolation.level", "read_uncommitted"), ("enable.auto.commit", "false"),
    ]
    let merged = ClientProperties(.consumer, user: user, groupID: "app")
    #expect(last(merged, "fetch.wait.max.ms") == "100")
    #expect(last(merged, "isolation.level") == "read_committed")
    #expect(last(merged, "group.id") == "app")
    #expect(merged.overridden == ["isolation.level"])
  }

  @Test func `A producer is transactional`() {
    let merged = ClientProperties(.producer, user: [("acks", "1")], transactionalID: "app-0/1")
    #expect(last(merged, "transactional.id") == "app-0/1")
    #expect(last(merged, "acks") == "all")
    #expect(last(merged, "partitioner") == "murmur2_random")
  }

  @Test(arguments: ["sasl.password", "ssl.key.password", "ssl.key.pem", "sasl.oauthbearer.client.secret"])
  func `Secrets do not reach the log`(name: String) {
    let merged = ClientProperties(.consumer, user: [(name, "hunter2"), ("client.id", "me")])
    let observer = ClientObserver(client: "consumer", secrets: merged.secrets) { _ in }
    #expect(observer.scrub("bad value hunter2 of me") == "bad value *** of me")
  }

  @Test func `A wrong property is named`() throws {
    let settings = KafkaSettings.forTests(bootstrap: "127.0.0.1:1", extra: [("fetch.wait.max", "1")])
    #expect {
      try KafkaLog(settings: settings)
    } throws: {
      guard let failure = $0 as? LogFailure else { return false }
      return failure.kind == .configuration && failure.message.contains("fetch.wait.max")
    }
  }
}

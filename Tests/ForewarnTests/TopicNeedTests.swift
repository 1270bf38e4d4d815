import ForewarnCore
import KafkaTransport
import Testing

@testable import forewarn

@Suite struct TopicNeedTests {
  private static func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.applicationID = "prod-eu"
    configuration.topics = [TopicConfiguration(name: "alerts"), TopicConfiguration(name: "transactions")]
    return configuration
  }

  @Test func everyTopicIsNamedOnce() {
    let needs = TopicNeed.all(of: Self.configuration())
    #expect(
      needs.map(\.name) == [
        "alerts", "transactions", "proactive-cases", "instance-health", "forewarn-late", "forewarn-dead-letters",
        "forewarn-state",
      ])
    #expect(needs.filter(\.isInput).map(\.name) == ["alerts", "transactions"])
    var fewer = Self.configuration()
    fewer.outputs[.late] = nil
    #expect(!TopicNeed.all(of: fewer).contains { $0.name == "forewarn-late" })
  }

  /// What is made would pass the check of a start.
  @Test func whatIsMadeIsWhatTheCheckWants() throws {
    let needs = TopicNeed.all(of: Self.configuration())
    let state = try #require(needs.last).topic(replication: 3)
    #expect(state.partitions == 1 && state.replicationFactor == 3)
    #expect(state.configuration.contains { $0 == ("cleanup.policy", "compact") })
    let cases = try #require(needs.first { $0.name == "proactive-cases" }).topic(replication: -1)
    #expect(cases.configuration.contains { $0 == ("cleanup.policy", "compact,delete") })
    let retention = try #require(cases.configuration.first { $0.name == "retention.ms" }).value
    #expect(Int(retention).map { $0 >= 86_400_000 } == true)
  }

  @Test func rightsNameEveryTopicTheGroupAndTheProducer() {
    let lines = TopicRights.commands(Self.configuration(), principal: "User:fw")
    for need in TopicNeed.all(of: Self.configuration()) {
      #expect(lines.contains { $0.contains("--topic \(need.name)") && $0.contains("User:fw") })
    }
    #expect(lines.contains { $0.contains("--operation DescribeConfigs --topic forewarn-state") })
    #expect(
      lines.contains { $0.contains("--group prod-eu ") }
        && lines.contains { $0.contains("--transactional-id prod-eu ") })
  }

  @Test func listAndRightsNeedNoBroker() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "a.yaml",
      "kafka: {bootstrap.servers: \"127.0.0.1:1\"}\ntopics: [{name: in, kind: alerts}]\nstate: {path: \(folder.path)/s}\n"
    )
    let list = TestConsole.run("topics", "list", "--config", path)
    #expect(list.code == .done && list.output.contains("forewarn-state") && list.output.contains("1 partitions"))
    let rights = TestConsole.run("topics", "acls", "--config", path, "--principal", "User:x")
    #expect(rights.code == .done && rights.output.contains("--allow-principal User:x"))
  }
}

import AdminServer
import ForewarnCore
import Glibc
import KafkaTransport
import StreamRuntime
import Testing

@testable import forewarn

/// What `deploy` ships beside the program says what the program says.
@Suite struct DeployedFilesTests {
  private static let root = ConfigurationTextTests.root

  private static func file(_ name: String) throws -> String {
    String(decoding: try FileBytes.read("\(root)/\(name)", limit: 1 << 20), as: UTF8.self)
  }

  private static let kubernetes = "deploy/kubernetes/base/forewarn.yaml"

  /// Names of metrics in a text: whatever begins with `forewarn_`.
  private static func metrics(in text: String) -> Set<String> {
    let words = text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }
    return Set(words.filter { $0.hasPrefix("forewarn_") }.map(String.init))
  }

  private static var told: Set<String> {
    Set(DaemonMetrics.families(DaemonStatus(), DashboardAPI.Filling()).map(\.name))
  }

  private static func alerts() throws -> [String] {
    try file("deploy/prometheus/forewarn.rules.yaml").split(separator: "\n").compactMap { line in
      line.firstRange(of: "- alert: ").map { String(line[$0.upperBound...]) }
    }
  }

  @Test(arguments: ["deploy/prometheus/forewarn.rules.yaml", "deploy/grafana/forewarn.json"])
  func everyMetricThatIsAskedForIsTold(name: String) throws {
    let asked = Self.metrics(in: try Self.file(name))
    #expect(asked.count >= 20)
    #expect(asked.subtracting(Self.told) == [])
  }

  @Test func theDashboardShowsEveryMetric() throws {
    let text = try Self.file("deploy/grafana/forewarn.json")
    _ = try #require(JSONText(parsing: text))
    #expect(Self.told.subtracting(Self.metrics(in: text)) == [])
  }

  @Test func everyAlertHasItsEntryAndItsTest() throws {
    let entries = try Self.file("deploy/documents/operations.md").split(separator: "\n").filter { $0.hasPrefix("### ") }
    let tests = try Self.file("deploy/prometheus/forewarn.rules.test.yaml")
    let alerts = try Self.alerts()
    #expect(alerts.count >= 20)
    #expect(alerts.sorted() == entries.map { String($0.dropFirst(4)) }.filter { $0.hasPrefix("Forewarn") }.sorted())
    for alert in alerts { #expect(tests.contains("- name: \(alert)\n"), "\(alert)") }
  }

  @Test(.enabled(if: system("command -v promtool >/dev/null 2>&1") == 0, "promtool is not installed"))
  func promtoolAgrees() {
    let folder = "\(Self.root)/deploy/prometheus"
    #expect(system("promtool test rules \(folder)/forewarn.rules.test.yaml >/dev/null 2>&1") == 0)
  }

  @Test func theOperatorsRulesAreTheSame() throws {
    let rules = try Self.file("deploy/prometheus/forewarn.rules.yaml")
    let start = try #require(rules.firstRange(of: "groups:\n"))
    let indented = rules[start.lowerBound...].split(separator: "\n").map { "  \($0)\n" }.joined()
    #expect(try Self.file("deploy/kubernetes/monitoring/prometheusrule.yaml").hasSuffix("\nspec:\n" + indented))
  }

  private static func topic(_ need: TopicNeed) -> String {
    """
    ---
    apiVersion: kafka.strimzi.io/v1
    kind: KafkaTopic
    metadata: {name: \(need.name)}
    spec:
      partitions: \(need.partitions)
      replicas: 3
      config:
    \(need.topic(replication: 3).configuration.map { "    \($0.name): \($0.value)\n" }.joined())
    """
  }

  @Test func theTopicsOfStrimziAreThoseThatAreNeeded() throws {
    let loaded = try ConfigurationFile(secrets: nil).load("\(Self.root)/\(Self.kubernetes)")
    let expected = TopicNeed.all(of: loaded.configuration).map(Self.topic).joined()
    let text = try Self.file("deploy/kubernetes/topics/topics.yaml")
    #expect(text.drop { $0 != "\n" }.dropFirst() == expected)
  }

  /// A line of `topics acls` as Strimzi writes it.
  private static func right(_ line: String) throws -> String {
    let words = line.split(separator: " ").map(String.init)
    let operations = zip(words, words.dropFirst()).filter { $0.0 == "--operation" }.map(\.1)
    let kinds = [
      "--topic": "topic", "--group": "group", "--transactional-id": "transactionalId", "--cluster": "cluster",
    ]
    let at = try #require(words.firstIndex { kinds[$0] != nil })
    var resource = "type: \(kinds[words[at]] ?? "")"
    if at + 1 < words.count {
      resource += ", name: \(words[at + 1]), patternType: \(words.contains("prefixed") ? "prefix" : "literal")"
    }
    return "      - {resource: {\(resource)}, operations: [\(operations.joined(separator: ", "))]}\n"
  }

  @Test func theRightsOfStrimziAreThoseThatAreNeeded() throws {
    let acls = TestConsole.run("topics", "acls", "--config", "\(Self.root)/\(Self.kubernetes)").output
    let expected = try acls.split(separator: "\n").map { try Self.right(String($0)) }.joined()
    #expect(try Self.file("deploy/kubernetes/topics/user.yaml").hasSuffix("    acls:\n" + expected))
  }

  @Test(.enabled(if: system("kubectl kustomize --help >/dev/null 2>&1") == 0, "kubectl is not installed"))
  func kustomizeTakesEveryFolder() {
    for folder in ["base", "monitoring", "topics"] {
      #expect(system("kubectl kustomize \(Self.root)/deploy/kubernetes/\(folder) >/dev/null 2>&1") == 0, "\(folder)")
    }
  }

  @Test func theChangesAreOfThisVersion() throws {
    #expect(try Self.file("deploy/release/CHANGELOG.md").contains("\n## \(Version.forewarn) ("))
    #expect(try Self.file("deploy/kubernetes/base/kustomization.yaml").contains("newTag: \(Version.forewarn)}"))
  }
}

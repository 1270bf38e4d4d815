import Glibc
import Testing

@testable import forewarn

@Suite struct SecretTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("password", "s3cr3t\n", mode: 0o600)
    try folder.write("open", "s3cr3t\n", mode: 0o604)
    try folder.write("writable", "s3cr3t\n", mode: 0o620)
    try folder.write("two", "a\nb\n", mode: 0o600)
  }

  private func resolve(_ text: String) -> (node: YAMLNode, problems: [Problem]) {
    let environment = ["CREDENTIALS_DIRECTORY": folder.path, "HOST": "kafka", "EMPTY": ""]
    var findings = Findings()
    let place = SourcePosition(source: "f", line: 1, column: 2)
    let node = SecretResolver { environment[$0] }
      .resolve(YAMLNode(.scalar(text: text, isPlain: true), at: place), &findings)
    return (node, findings.problems)
  }

  @Test(arguments: [
    ("plain", "plain", false), ("${env:HOST}:9092", "kafka:9092", false), ("${env:NONE:-x:y}", "x:y", false),
    ("${env:EMPTY}", "", false), ("a${credential:password}b", "as3cr3tb", true), ("$${env:HOST}", "${env:HOST}", false),
    ("cost: 5$", "cost: 5$", false), ("$$", "$$", false), ("${credential:two}", "a\nb", true),
  ])
  func resolved(text: String, expected: String, isSecret: Bool) {
    let (node, problems) = resolve(text)
    #expect(problems.isEmpty)
    #expect(node.isSecret == isSecret)
    #expect(node.kindInWords == expected || node.kindInWords == "\"\(expected)\"")
  }

  @Test(arguments: [
    ("${env:NONE}", "environment variable NONE is not set; set it or write ${env:NONE:-DEFAULT}"),
    ("${HOST}", "\"${HOST}\" names no source; write ${credential:NAME}, ${env:NAME} or ${file:PATH}"),
    ("${evn:HOST}", "unknown source \"evn\" in \"${evn:HOST}\", did you mean \"env\"?"),
    ("${env:HOST", "\"${\" without \"}\"; write $${ for a literal ${"),
    ("${file:relative}", "${file:relative} must be an absolute path"),
    ("${credential:../x}", "\"../x\" is no name of a credential"),
  ])
  func refused(text: String, message: String) {
    let problems = resolve(text).problems
    #expect(problems.map(\.text) == ["f:1:2: \(message)"])
    #expect(problems.map(\.kind) == [.error])
  }

  @Test(arguments: ["open", "writable"])
  func filesOfOthersAreRefused(name: String) {
    let path = "\(folder.path)/\(name)"
    let problems = resolve("${file:\(path)}").problems
    #expect(problems.map(\.kind) == [.permission])
    #expect(
      problems.map(\.message) == ["\(path) holds a secret and others may read or change it; chmod 0600 \(path)"])
    #expect(ConfigurationFailure(problems: problems).exitCode == .permissions)
  }

  @Test func noSecretAddsASetting() throws {
    try folder.write("evil", "x\nstate: {path: /elsewhere}", mode: 0o600)
    let text = """
      application: {id: "${file:\(folder.path)/evil}"}
      kafka: {bootstrap.servers: x}
      topics: [{name: alerts, kind: alerts}]
      state: {path: /s}
      """
    let failure = #expect(throws: ConfigurationFailure.self) {
      try ConfigurationFile().read(Array(text.utf8), source: "f")
    }
    #expect(failure?.problems.count == 1)
  }

  @Test func showNeverShowsThem() throws {
    let text = """
      kafka:
        bootstrap.servers: x
        sasl.password: written-out
        ssl.key.password: ${credential:password}
        client.id: ${credential:password}
        client.rack: ${env:HOST}
      topics: [{name: alerts, kind: alerts}]
      state: {path: /s}
      """
    var file = ConfigurationFile(overrides: [try Override(kafkaProperty: "ssl.keystore.password=over")])
    let environment = ["CREDENTIALS_DIRECTORY": folder.path, "HOST": "rack1"]
    file.secrets = SecretResolver { environment[$0] }
    let shown = ConfigurationText.show(try file.read(Array(text.utf8), source: "f").configuration)
    for secret in ["written-out", "s3cr3t", "over"] { #expect(!shown.contains(secret)) }
    #expect(shown.contains("client.rack: rack1"))
    #expect(shown.split(separator: "[REDACTED]", omittingEmptySubsequences: false).count == 5)
  }

  @Test(arguments: [
    ("sasl.username", true), ("ssl.key.pem", true), ("ssl.keystore.password", true), ("sasl.oauthbearer.config", true),
    ("sasl.oauthbearer.client.secret", true), ("bootstrap.servers", false), ("ssl.ca.location", false),
    ("sasl.oauthbearer.token.endpoint.url", false),
  ])
  func sensitiveNames(name: String, expected: Bool) {
    #expect(KafkaProperties.isSensitive(name) == expected)
  }
}

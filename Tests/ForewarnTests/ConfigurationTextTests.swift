import ForewarnCore
import Glibc
import Testing

@testable import forewarn

@Suite struct ConfigurationTextTests {
  /// The package's folder, from this file's place in it.
  static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")

  private func file(_ name: String) throws -> String {
    String(decoding: try FileBytes.read("\(Self.root)/\(name)", limit: 1 << 20), as: UTF8.self)
  }

  @Test func sampleIsTheFileInTheRepository() throws {
    #expect(try file("config/forewarn.yaml") == TestConsole.run("config", "sample").output)
  }

  @Test func sampleLoadsAsTheDefaults() throws {
    let text = ConfigurationText.sample
    let loaded = try ConfigurationFile().read(Array(text.utf8), source: "sample")
    #expect(loaded.warnings.isEmpty)
    #expect(loaded.configuration.settings == Settings())
    #expect(loaded.configuration.outputs == Configuration().outputs)
    #expect(loaded.configuration.logging == LoggingConfiguration())
    #expect(loaded.configuration.topics[0].decoder == DecoderSettings(kind: .alerts))
  }

  @Test func showReadsBackAsWhatItShows() throws {
    var configuration = Configuration()
    configuration.applicationID = "prod-eu"
    configuration.kafkaProperties = [KafkaProperty(name: "bootstrap.servers", value: "a:1,\"b\"\n: c # d")]
    configuration.topics = [TopicConfiguration(name: "yes"), TopicConfiguration(name: "007")]
    configuration.topics[0].decoder.fields = ["instance": "/a b/~1", "time": "/t"]
    configuration.topics[0].decoder.severities = ["0": .critical, "a: b, \"c\"": .clear, "null": .info]
    configuration.topics[1].decoder.statuses = ["true": .firing, "On Hold": .neither]
    configuration.topics[1].decoder.ciLabels = ["null", "~", "ci"]
    configuration.outputs[.late] = nil
    configuration.statePath = "/var/lib/fore warn"
    configuration.customersFile = "c.yaml"
    configuration.adminListen = nil
    configuration.settings.risk.base = -1.25
    configuration.settings.cases.openAtRisk = 0.723456789
    configuration.settings.priority.base[.minor] = 2
    configuration.settings.priority.tier = ["très grand": -3, "1": 2]
    configuration.settings.priority.environment = [:]
    configuration.settings.priority.respondWithin[4] = 90_061
    configuration.settings.owners.triage = "desk 7"
    let text = ConfigurationText.show(configuration)
    #expect(try ConfigurationFile().read(Array(text.utf8), source: "show").configuration == configuration)
  }

  /// A setting of the core that has no key could not be set; its name in the file is its name in snake case.
  @Test func everySettingOfTheCoreHasAKey() {
    let paths = Set(ConfigurationKeys.table.keys.map(\.path))
    for section in Mirror(reflecting: Settings()).children where section.label != "source" {
      for setting in Mirror(reflecting: section.value).children {
        let path = snakeCase("\(section.label ?? "").\(setting.label ?? "")")
        let isNested = paths.contains { $0.hasPrefix(path + ".") }
        #expect(paths.contains(path) || isNested, "no key for \(path)")
      }
    }
  }

  private func snakeCase(_ name: String) -> String {
    name.map { $0.isUppercase ? "_\($0.lowercased())" : String($0) }.joined()
  }

  @Test(arguments: ConfigurationKeys.table.keys.map(\.description.path))
  func everyKeyIsDocumentedAndInTheSampleAndTheSchema(path: String) throws {
    let key = try #require(ConfigurationKeys.table.keys.first { $0.path == path })
    #expect(key.description.documentation.last.map { ".…;".contains($0) } == true)
    let sample = ConfigurationText.sample
    #expect(sample.contains(key.description.documentation))
    let schema = try #require(JSONText(parsing: ConfigurationSchema.text))
    var node: JSONText? = schema
    for part in path.split(separator: ".") { node = node?["properties"]?[String(part)] }
    #expect(node?["description"] != nil)
  }

  @Test func everySectionHasASentence() {
    var sections: Set<String> = []
    for key in ConfigurationKeys.table.keys {
      let parts = key.path.split(separator: ".")
      for count in 1..<max(parts.count, 1) { sections.insert(parts[..<count].joined(separator: ".")) }
    }
    #expect(sections == Set(ConfigurationKeys.table.sections.keys))
  }

  @Test func schemaIsOneJSONDocument() {
    let text = TestConsole.run("config", "schema").output
    #expect(
      text.hasPrefix(
        "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"$id\": \"urn:forewarn:configuration:1\""
      ))
    #expect(text.contains("\"required\": [\n    \"kafka\",\n    \"topics\",\n    \"state\"\n  ]"))
  }

  @Test(arguments: ["forewarn.yaml", "minimal.yaml"])
  func filesOfTheRepositoryAreGood(name: String) {
    let path = "\(Self.root)/config/\(name)"
    let check = TestConsole.run("config", "check", "--config", path, "--set", "customers.file=customers.yaml")
    #expect(check.code == .done)
    #expect(check.output.isEmpty)
    #expect(check.errors.hasSuffix("\(path): good\n"))
    #expect(TestConsole.run("config", "check", "--quiet", "--config", path).errors.isEmpty)
  }

  @Test func checkSaysWhatIsWrongAndWhichWay() throws {
    let folder = try TemporaryFolder()
    let bad = try folder.write("bad.yaml", "topcis: []\n")
    let check = TestConsole.run("config", "check", "--config", bad)
    #expect(check.code == .configuration)
    #expect(check.errors.hasPrefix("\(bad):1:1: unknown key \"topcis\", did you mean \"topics\"?\n"))
    let missing = TestConsole.run("config", "check", "--config", "\(folder.path)/none.yaml")
    #expect(missing.code == .configuration)
    #expect(missing.errors == "\(folder.path)/none.yaml: No such file or directory\n")
    try folder.write("customers.yaml", "version: 1\ninstances: [{id: a, accounts: [x]}]\n")
    let good = try folder.write(
      "good.yaml", "kafka: {bootstrap.servers: x}\ntopics: [{name: a, kind: alerts}]\nstate: {path: /s}\n")
    let customers = TestConsole.run("config", "check", "--config", good, "--set", "customers.file=customers.yaml")
    #expect(customers.code == .configuration)
    #expect(customers.errors == "\(folder.path)/customers.yaml:2:32: unknown account \"x\"\n")
  }

  @Test func secretsMayBeLeftOut() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "f.yaml",
      "kafka: {bootstrap.servers: \"${env:FOREWARN_TEST_UNSET}\"}\ntopics: [{name: a, kind: alerts}]\nstate: {path: /s}\n"
    )
    #expect(TestConsole.run("config", "check", "--config", file).code == .configuration)
    #expect(TestConsole.run("config", "check", "--no-secrets", "--config", file).code == .done)
  }
}

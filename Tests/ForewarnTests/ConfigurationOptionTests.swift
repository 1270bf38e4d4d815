import ForewarnCore
import Testing

@testable import forewarn

/// How a configuration is found, and what `config check` says of one that a person got wrong.
@Suite struct ConfigurationOptionTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let good = """
    kafka: {bootstrap.servers: "localhost:9092"}
    topics: [{name: alerts, kind: alerts}]
    state: {path: /var/lib/forewarn}

    """

  private func file(_ bytes: [UInt8]) throws -> String { try folder.write("forewarn.yaml", bytes: bytes) }

  @Test(
    arguments: [
      (["--config", "a"], "b", ["forewarn.yaml"], "a"), ([], "b", ["forewarn.yaml"], "b"),
      ([], "", ["forewarn.yaml", "/etc/forewarn/forewarn.yaml"], "forewarn.yaml"),
      ([], nil, ["/etc/forewarn/forewarn.yaml"], "/etc/forewarn/forewarn.yaml"), ([], nil, [], nil),
    ] as [([String], String?, [String], String?)])
  func theFirstPlaceThatNamesOne(words: [String], variable: String?, there: [String], found: String?) throws {
    let path = ConfigurationOptions.path(
      try Arguments(words, for: RunCommand.description),
      environment: { $0 == "FOREWARN_CONFIG" ? variable : nil }, exists: there.contains)
    #expect(path == found)
  }

  @Test func aFileIsNamedWithoutAnOption() throws {
    let path = try file(Array(Self.good.utf8))
    let checked = TestConsole.run("config", "check", path)
    #expect(checked.code == .done && checked.errors.hasSuffix("\(path): good\n"))
    #expect(TestConsole.run("config", "check", path, "--config", path).code == .usage)
    #expect(TestConsole.run("config", "check", path, "--connect", "--no-secrets").code == .usage)
  }

  /// Nobody listens on the port.
  @Test func brokersAreAskedWhereThatIsWanted() throws {
    let path = try file(Array(Self.good.replacing("localhost:9092", with: "127.0.0.1:1").utf8))
    let checked = TestConsole.run("config", "check", path, "--connect")
    #expect(checked.code == .unavailable && checked.errors.contains("127.0.0.1:1"), "\(checked)")
  }

  @Test(arguments: [
    ("linger.mss=5", "did you mean \"linger.ms\"?"), ("fetch.wait.max.ms=soon", "fetch.wait.max.ms"),
    ("socket.keepalive.enable=perhaps", "socket.keepalive.enable"), ("security.protocol=tls", "security.protocol"),
  ])
  func librdkafkaIsAskedForItsProperties(property: String, words: String) throws {
    let path = try file(Array(Self.good.utf8))
    let checked = TestConsole.run("config", "check", path, "-X", property)
    let name = property.prefix { $0 != "=" }
    #expect(checked.code == .configuration)
    #expect(checked.errors.hasPrefix("-X \(name): librdkafka does not take it: ") && checked.errors.contains(words))
  }

  @Test func aSecretIsNotRepeated() throws {
    let path = try file(Array(Self.good.utf8))
    let checked = TestConsole.run("config", "check", path, "-X", "ssl.key.pem=hunter2")
    #expect(!checked.errors.contains("hunter2"), "\(checked)")
  }

  @Test(arguments: [
    ("time: {delay_seconds: 90s}", 90), ("time: {delay_seconds: 5m}", 300), ("time: {delay_seconds: 2000ms}", 2),
  ])
  func whatCountsTimeMayBeADuration(line: String, seconds: Int64) throws {
    let text = Self.good + line.replacing("}", with: ", tick_delay_seconds: 1h}")
    let settings = try ConfigurationFile().read(Array(text.utf8), source: "f").configuration.settings
    #expect(settings.time.delaySeconds == seconds && settings.time.tickDelaySeconds == 3_600)
  }

  @Test func panesAndHoursAreTimeToo() throws {
    let text = Self.good + "cases: {open_for_panes: 10m, reopen_window_hours: 90m, dead_time_panes: 1d}"
    let cases = try ConfigurationFile().read(Array(text.utf8), source: "f").configuration.settings.cases
    #expect(cases.openForPanes == 10 && cases.reopenWindowHours == 1.5 && cases.deadTimePanes == 1_440)
  }

  // MARK: Files as editors save them

  @Test func aByteOrderMarkIsNoMistake() throws {
    let path = try file([0xEF, 0xBB, 0xBF] + Array(Self.good.utf8))
    #expect(TestConsole.run("config", "check", path).code == .done)
  }

  @Test(arguments: [true, false], [true, false])
  func utf16IsNamed(isLittle: Bool, isMarked: Bool) throws {
    let units = (isMarked ? [0xFEFF] : []) + Array(Self.good.utf16)
    let bytes = units.flatMap { unit in
      let bytes = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
      return isLittle ? bytes.reversed() : bytes
    }
    let path = try file(bytes)
    let checked = TestConsole.run("config", "check", path)
    #expect(checked.code == .configuration)
    #expect(checked.errors == "\(path):1:1: the file is written in UTF-16; save it as UTF-8\n")
  }

  @Test(arguments: [
    ("time:\n\tdelay_seconds: 1\n", 5, "; line 5 begins with a tab: indent with blanks"),
    ("state: {path: \"/var}\nlogging: {level: \"info\"}\n", 5, "; is the quotation mark in line 4 closed?"),
    ("state: {path: \"/var}\n", 4, "a quotation mark is opened here and never closed"),
  ])
  func whatIsNoYAMLIsExplained(lines: String, line: Int, words: String) throws {
    let path = try file(
      Array((Self.good.replacing("state: {path: /var/lib/forewarn}\n", with: "# here\n") + lines).utf8))
    let checked = TestConsole.run("config", "check", path)
    #expect(checked.code == .configuration)
    #expect(checked.errors.hasPrefix("\(path):\(line):") && checked.errors.contains(words), "\(checked)")
  }

  @Test func theCustomersFileHasASchemaToo() throws {
    let schema = try #require(JSONText(parsing: TestConsole.run("config", "schema", "--customers").output))
    for list in ["accounts", "instances", "sold_products", "install_base", "offerings"] {
      #expect(schema["properties"]?[list]?["items"]?["properties"]?["id"]?["description"] != nil, "\(list)")
    }
  }
}

import ForewarnCore
import Testing

@testable import forewarn

/// The smallest file that will do; tests add lines.
private let minimal = """
  kafka: {bootstrap.servers: "kafka:9092"}
  topics: [{name: alerts, kind: alerts}]
  state: {path: /var/lib/forewarn}
  """

private func load(
  _ text: String, set: [String] = [], x: [String] = [], environment: [String: String] = [:]
) throws -> LoadedConfiguration {
  var file = ConfigurationFile()
  file.secrets = SecretResolver { environment[$0] }
  file.overrides = try set.map { try Override(setting: $0) } + x.map { try Override(kafkaProperty: $0) }
  return try file.read(Array(text.utf8), source: "f.yaml")
}

private func problems(_ text: String, set: [String] = [], x: [String] = []) -> [String] {
  do {
    _ = try load(text, set: set, x: x)
    return []
  } catch let failure as ConfigurationFailure {
    return failure.problems.map(\.text)
  } catch let problem as Problem {
    return [problem.text]
  } catch {
    return ["\(error)"]
  }
}

@Suite struct ConfigurationTests {
  @Test func minimalFileGivesTheDefaults() throws {
    let loaded = try load(minimal)
    var expected = Configuration()
    expected.kafkaProperties = [KafkaProperty(name: "bootstrap.servers", value: "kafka:9092")]
    expected.topics = [TopicConfiguration(name: "alerts", decoder: DecoderSettings(kind: .alerts))]
    expected.statePath = "/var/lib/forewarn"
    #expect(loaded.configuration == expected)
    #expect(loaded.warnings.isEmpty)
    #expect(loaded.configuration.settings == Settings())
    #expect(loaded.configuration.outputs[.audit] == nil)
    #expect(loaded.configuration.outputs[.cases] == "proactive-cases")
  }

  @Test func aTableOfPrioritiesTakesThePlaceOfTheDefaultOne() throws {
    let text =
      minimal + """

        priority:
          tier: {" Gold": -2}
          environment: {}
          accounts: {at_least: 10}
          respond_within: {1: PT5M, 2: PT90M, 3: P1D, 4: P30D}
        owners: {usage: ann}
        """
    var expected = Settings()
    expected.priority.tier = ["gold": -2]
    expected.priority.environment = [:]
    expected.priority.accounts.atLeast = 10
    expected.priority.respondWithin = [1: 300, 2: 5_400, 3: 86_400, 4: 30 * 86_400]
    expected.owners.usage = "ann"
    #expect(try load(text).configuration.settings == expected)
  }

  @Test func everythingThatTheContractNames() throws {
    let text = """
      version: 1
      application: {id: prod-eu}
      kafka: {bootstrap.servers: "kafka:9092", linger.ms: 5, security.protocol: ssl}
      topics:
        - {name: a, kind: alerts, format: alertmanager, instance_labels: [tenant], ci_labels: []}
        - {name: w, kind: alerts, severity: {0: critical, "1 ": major}, status: {true: firing, Paused: neither}}
        - {name: t, kind: transactions, fields: {instance: /customer/id, duration: /took}, unit: s}
      output: {cases: {topic: c}, health: null, late: {topic: null}, dead_letter: {topic: d}, audit: {topic: e}}
      state: {path: /s, topic: st}
      customers: {file: customers.yaml}
      admin: {listen: "[::1]:0"}
      time: {delay_seconds: 30}
      cases: {open_at_risk: 0.8}
      alerts: {immediate_severity: major, immediate_environments: [live]}
      logging: {format: json, level: warning}
      """
    let configuration = try load(text).configuration
    #expect(configuration.applicationID == "prod-eu")
    #expect(configuration.settings.source == "/forewarn/prod-eu")
    #expect(configuration.kafkaProperties.map(\.name) == ["bootstrap.servers", "linger.ms", "security.protocol"])
    #expect(configuration.kafkaProperties.map(\.value) == ["kafka:9092", "5", "ssl"])
    #expect(configuration.topics.map(\.name) == ["a", "w", "t"])
    #expect(configuration.topics[1].decoder.severities == ["0": .critical, "1 ": .major])
    #expect(configuration.topics[1].decoder.statuses == ["true": .firing, "Paused": .neither])
    #expect(configuration.topics[0].decoder.format == .alertmanager)
    #expect(configuration.topics[0].decoder.instanceLabels == ["tenant"])
    #expect(configuration.topics[0].decoder.ciLabels == [])
    #expect(configuration.topics[2].decoder.kind == .transactions)
    #expect(configuration.topics[2].decoder.unit == .seconds)
    #expect(configuration.topics[2].decoder.fields == ["instance": "/customer/id", "duration": "/took"])
    #expect(configuration.outputs == [.cases: "c", .deadLetter: "d", .audit: "e"])
    #expect(configuration.stateTopic == "st")
    #expect(configuration.customersFile == "customers.yaml")
    #expect(configuration.adminListen == "[::1]:0")
    #expect(configuration.settings.time.delaySeconds == 30)
    #expect(configuration.settings.cases.openAtRisk == 0.8)
    #expect(configuration.settings.alerts.immediateSeverity == .major)
    #expect(configuration.settings.alerts.immediateEnvironments == ["live"])
    #expect(configuration.logging == LoggingConfiguration(format: .json, level: .warning))
  }

  @Test(arguments: [
    ("topcis: []", "f.yaml:4:1: unknown key \"topcis\", did you mean \"topics\"?"),
    ("xyzzy: 1", "f.yaml:4:1: unknown key \"xyzzy\""),
    ("state.path: /x", "f.yaml:4:1: unknown key \"state.path\"; write sections as nested keys"),
    ("time: {delay_second: 3}", "f.yaml:4:8: unknown key \"delay_second\", did you mean \"delay_seconds\"?"),
    ("time: 3", "f.yaml:4:7: time must be a section of keys, not 3"),
    (
      "time: {idle_seconds: \"30\"}",
      "f.yaml:4:22: time.idle_seconds must be a whole number from 1 to 3600, or a duration such as 90s or 2h, not \"30\""
    ),
    (
      "time: {idle_seconds: 1500ms}",
      "f.yaml:4:22: time.idle_seconds must be a whole number from 1 to 3600, or a duration such as 90s or 2h, not 1500ms"
    ),
    (
      "time: {idle_seconds: 0}",
      "f.yaml:4:22: time.idle_seconds must be a whole number from 1 to 3600, or a duration such as 90s or 2h, not 0"
    ),
    (
      "time: {idle_seconds: []}",
      "f.yaml:4:22: time.idle_seconds must be a whole number from 1 to 3600, or a duration such as 90s or 2h, not a list"
    ),
    ("risk: {base: .inf}", "f.yaml:4:14: risk.base must be a number from -50.0 to 50.0, not .inf"),
    ("risk: {base: 0x1p3}", "f.yaml:4:14: risk.base must be a number from -50.0 to 50.0, not 0x1p3"),
    ("version: 2", "f.yaml:4:10: version must be a whole number from 1 to 1, not 2"),
    (
      "logging: {level: warn}",
      "f.yaml:4:18: logging.level must be one of debug, info, notice, warning, error, critical, not \"warn\"; did you mean \"warning\"?"
    ),
    ("application: {id: a b}", "f.yaml:4:19: application.id must be 1 to 100 of A–Z a–z 0–9 . _ -, not \"a b\""),
    ("application: {id: null}", "f.yaml:4:19: application.id must be text, not null"),
    (
      "admin: {listen: localhost}",
      "f.yaml:4:17: admin.listen must be address:port such as 127.0.0.1:9464 or [::1]:9464, not \"localhost\""
    ),
    ("admin: {write: true}", "f.yaml:4:16: admin.write must be one of refused, allowed, not \"true\""),
    (
      "admin: {write: allowed, user_header: X-User}",
      "f.yaml:4:9: admin.write needs a topic of kind control among topics: what is said goes there"
    ),
    (
      "admin: {user_header: X_User}",
      "f.yaml:4:22: admin.user_header must be the name of a header, such as X-Forwarded-User, not \"X_User\""
    ),
    ("output: {cases: null}", "f.yaml:4:17: output.cases.topic must be text, not null"),
    ("output: {late: {topic: alerts}}", "f.yaml:4:17: topic \"alerts\" is already named by topics[0].name"),
    (
      "output: {late: {topic: proactive-cases}}",
      "f.yaml:4:17: topic \"proactive-cases\" is already named by output.cases.topic"
    ),
    (
      "output: {audit: {topic: forewarn-state}}",
      "f.yaml:1:1: topic \"forewarn-state\" is already named by output.audit.topic"
    ),
    (
      "output: {late: {topic: a/b}}",
      "f.yaml:4:24: output.late.topic must be a Kafka topic name (1 to 249 of A–Z a–z 0–9 . _ -), not \"a/b\""
    ),
    (
      "cases: {open_at_risk: 0.2}",
      "f.yaml:4:9: cases.open_at_risk (0.2) must be above cases.close_at_risk (0.3)"
    ),
    (
      "time: {tick_delay_seconds: 60}",
      "f.yaml:4:8: time.tick_delay_seconds (60) must be at least time.delay_seconds (90), or quiet streams make their own records late"
    ),
    (
      "limits: {series: 10}",
      "f.yaml:4:10: limits.instances (20000) must be at most limits.series (10); an instance has at least one series"
    ),
    (
      "alerts: {immediate_environments: prod}",
      "f.yaml:4:34: alerts.immediate_environments must be a list of texts, not prod"
    ),
    (
      "priority: {base: {critical: 1, major: 2, minor: 3}}",
      "f.yaml:4:18: priority.base leaves out warning, info, clear"
    ),
    (
      "priority: {respond_within: {1: PT30M, 2: PT4H, 4: P3D}}", "f.yaml:4:28: priority.respond_within leaves out 3"
    ),
    (
      "priority: {respond_within: {1: PT30M, 2: 4h, 3: P1D, 4: P3D}}",
      "f.yaml:4:42: priority.respond_within.2 must be an ISO 8601 duration up to a year, such as PT30M, PT4H or P1D, not \"4h\""
    ),
    ("priority: {base: null}", "f.yaml:4:18: priority.base must be a section of names, not null"),
    ("priority: {tier: {gold: high}}", "f.yaml:4:25: priority.tier.gold must be a whole number from -3 to 3, not high"),
    ("priority: {environment: {Prod: 0, prod: 1}}", "f.yaml:4:35: priority.environment.prod stands here again"),
    ("priority: {environment: {\" \": 0}}", "f.yaml:4:26: priority.environment has a name without a letter"),
    ("priority: {teir: {}}", "f.yaml:4:12: unknown key \"teir\", did you mean \"tier\"?"),
    (
      "priority: {accounts: {at_least: 0}}",
      "f.yaml:4:33: priority.accounts.at_least must be a whole number from 1 to 100000, not 0"
    ),
    ("owners: {usage: \" \"}", "f.yaml:4:17: owners.usage must not be empty"),
    ("owners: {advisory: ann}", "f.yaml:4:10: unknown key \"advisory\""),
  ])
  func refused(line: String, expected: String) {
    #expect(problems(minimal + "\n" + line + "\n") == [expected])
  }

  @Test(arguments: [
    ("{name: a}", "f.yaml:2:12: missing key \"topics[1].kind\": What the topic carries."),
    ("{kind: alerts}", "f.yaml:2:12: missing key \"topics[1].name\": The topic."),
    (
      "{name: a, kind: alert}",
      "f.yaml:2:28: topics[1].kind must be one of alerts, transactions, signals, control, install-base, not \"alert\"; did you mean \"alerts\"?"
    ),
    ("{name: t, kind: alerts}", "f.yaml:2:13: topic \"t\" is already named by topics[0].name"),
    ("{name: a, kind: alerts, fromat: auto}", "f.yaml:2:36: unknown key \"fromat\", did you mean \"format\"?"),
    (
      "{name: a, kind: alerts, fields: {instnace: /a}}",
      "f.yaml:2:45: unknown field \"instnace\", did you mean \"instance\"?"
    ),
    (
      "{name: a, kind: alerts, fields: {instance: a}}",
      "f.yaml:2:55: topics[1].fields.instance must be a JSON Pointer (RFC 6901) such as /labels/host, not \"a\""
    ),
    (
      "{name: a, kind: alerts, severity: {0: critcal}}",
      "f.yaml:2:50: topics[1].severity of \"0\" must be one of critical, major, minor, warning, info, clear, not critcal; did you mean \"critical\"?"
    ),
    (
      "{name: a, kind: alerts, status: {x: over}}",
      "f.yaml:2:48: topics[1].status of \"x\" must be one of firing, resolved, neither, not over"
    ),
    (
      "{name: a, kind: alerts, status: {On Fire: firing, on-fire: neither}}",
      "f.yaml:2:62: topics[1].status: \"on-fire\" stands here again, first in line 2; case, blanks and hyphens make no difference"
    ),
    (
      "{name: a, kind: alerts, status: {\" \": firing}}",
      "f.yaml:2:45: topics[1].status: a word has 1 to 64 bytes, blanks around it not counted"
    ),
    (
      "{name: a, kind: alerts, severity: [x]}", "f.yaml:2:46: topics[1].severity must be a section of words, not a list"
    ),
    ("alerts", "f.yaml:2:12: topics[1] must be a section of keys, not alerts"),
  ])
  func refusedTopic(topic: String, expected: String) {
    let text =
      "topics: [{name: t, kind: transactions},\n           \(topic)]\nkafka: {bootstrap.servers: x}\nstate: {path: /s}\n"
    // The bare word has its missing keys named too; the first problem is the one meant.
    #expect(problems(text).first == expected)
  }

  @Test(arguments: [
    ("group.id: x", "f.yaml:1:30: kafka.group.id cannot be set: it derives from application.id"),
    (
      "plugin.library.paths: x", "f.yaml:1:30: kafka.plugin.library.paths cannot be set: it loads code into the process"
    ),
    ("ssl.engine.location: x", "f.yaml:1:30: kafka.ssl.engine.location cannot be set: it loads code into the process"),
    ("sasl.kerberos.kinit.cmd: x", "f.yaml:1:30: kafka.sasl.kerberos.kinit.cmd cannot be set: it runs a shell command"),
    ("isolation.level: x", "f.yaml:1:30: kafka.isolation.level cannot be set: only committed input is read"),
    (
      "enable.auto.commit: true",
      "f.yaml:1:30: kafka.enable.auto.commit cannot be set: offsets are committed with the outputs, in one transaction"
    ),
    ("linger.ms: [5]", "f.yaml:1:41: kafka.linger.ms must be text, not a list"),
    ("linger.ms: 5, linger.ms: 6", "f.yaml:1:44: key \"linger.ms\" stands here again, first in line 1"),
  ])
  func refusedProperty(property: String, expected: String) {
    let text = "kafka: {bootstrap.servers: x,\(property)}\ntopics: [{name: a, kind: alerts}]\nstate: {path: /s}\n"
    #expect(problems(text) == [expected])
  }

  @Test func whatIsMissingIsNamedAllAtOnce() {
    #expect(
      problems("") == [
        "f.yaml:1:1: missing key \"kafka\": librdkafka's properties, by librdkafka's names; bootstrap.servers must be among them.",
        "f.yaml:1:1: missing key \"topics\": The input topics, at least one.",
        "f.yaml:1:1: missing key \"state.path\": Folder of the state; one process owns it.",
      ])
    #expect(
      problems("topics: []\nkafka: {bootstrap.server: x}\nstate: {}\n") == [
        "f.yaml:1:1: topics must name at least one input topic",
        "f.yaml:2:1: kafka needs bootstrap.servers, the brokers to ask first",
        "f.yaml:2:9: librdkafka does not take it: No such configuration property: \"bootstrap.server\", did you mean \"bootstrap.servers\"?",
        "f.yaml:3:1: missing key \"state.path\": Folder of the state; one process owns it.",
      ])
  }

  @Test(arguments: [
    ("sasl.mechanism: SCRAM-SHA-512", "SCRAM-SHA-512 of librdkafka 2.0.2"),
    ("sasl.mechanisms: scram-sha-256", "scram-sha-256 of librdkafka 2.0.2"),
    ("sasl.mechanism: OAUTHBEARER", "OAUTHBEARER needs a librdkafka with OIDC"),
    ("enable.ssl.certificate.verification: false", "the brokers' certificates are not verified"),
    ("sasl.password: hunter2", "kafka.sasl.password is written out here"),
  ])
  func warned(property: String, expected: String) throws {
    let text = "kafka: {bootstrap.servers: x,\(property)}\ntopics: [{name: a, kind: alerts}]\nstate: {path: /s}\n"
    let warnings = try load(text).warnings.map(\.text)
    #expect(warnings.count == 1)
    #expect(warnings.first?.hasPrefix("f.yaml:1:30: warning: \(expected)") == true)
  }

  @Test func whoMayActIsChecked() throws {
    let control =
      "topics: [{name: a, kind: alerts}, {name: c, kind: control}]\nkafka: {bootstrap.servers: x}\nstate: {path: /s}\n"
    #expect(
      problems(control + "admin: {write: allowed}\n") == [
        "f.yaml:4:9: admin.write is allowed to nobody: set admin.token or admin.user_header"
      ])
    let plain =
      "f.yaml:4:25: warning: admin.token is written out here; ${credential:NAME} or ${file:PATH} keeps it elsewhere"
    #expect(
      problems(control + "admin: {write: refused, token: short}\n") == [
        plain, "f.yaml:4:32: admin.token must be 16 to 512 visible ASCII characters without spaces",
      ])
    let loaded = try load(control + "admin: {write: allowed, token: correct-horse-battery}\n")
    #expect(loaded.warnings.map(\.text) == [plain])
    #expect(loaded.configuration.access.token == "correct-horse-battery")
    let shown = ConfigurationText.show(loaded.configuration)
    #expect(!shown.contains("correct-horse") && shown.contains("[REDACTED]"))
    let open = try load(control + "admin: {listen: 0.0.0.0:9464, write: allowed, user_header: X-User}\n")
    #expect(open.warnings.first?.message.contains("behind the proxy") == true)
    #expect(try load(control + "admin: {write: allowed, user_header: X-User}\n").warnings.isEmpty)
  }

  @Test func overridesWinInOrder() throws {
    let configuration = try load(
      minimal,
      set: [
        "output.cases.topic=cases2", "output.late=null", "cases.open_at_risk=0.9", "cases.open_at_risk=0.6",
        "topics.0.format=native", "alerts.immediate_environments=[live, dr]", "kafka.linger.ms=7",
      ], x: ["bootstrap.servers=other:1", "sasl.password=a=b: c"]
    ).configuration
    #expect(configuration.outputs[.cases] == "cases2")
    #expect(configuration.outputs[.late] == nil)
    #expect(configuration.settings.cases.openAtRisk == 0.6)
    #expect(configuration.topics[0].decoder.format == .native)
    #expect(configuration.settings.alerts.immediateEnvironments == ["live", "dr"])
    #expect(
      configuration.kafkaProperties == [
        KafkaProperty(name: "bootstrap.servers", value: "other:1"), KafkaProperty(name: "linger.ms", value: "7"),
        KafkaProperty(name: "sasl.password", value: "a=b: c", isSecret: true),
      ])
  }

  @Test(arguments: [
    ("cases.open_at_rsk=1", "--set cases.open_at_rsk: unknown key \"open_at_rsk\", did you mean \"open_at_risk\"?"),
    (
      "cases.open_at_risk=7", "--set cases.open_at_risk: cases.open_at_risk must be a number from 0.001 to 0.999, not 7"
    ),
    ("topics.5.name=a", "--set topics.5.name: \"5\" is no item of a list of 1; they count from 0"),
    ("state.path.x=a", "--set state.path.x: \"x\" is inside /var/lib/forewarn, which is no section"),
    ("kafka.group.id=a", "--set kafka.group.id: kafka.group.id cannot be set: it derives from application.id"),
    ("cases", "--set cases: must be path=value, as in --set cases.open_at_risk=0.8"),
    ("risk.base=[", "--set risk.base: not YAML: did not find expected node content"),
  ])
  func refusedOverride(argument: String, expected: String) {
    #expect(problems(minimal, set: [argument]) == [expected])
  }
}

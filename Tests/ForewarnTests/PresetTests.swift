import Testing

@testable import ForewarnCore
@testable import forewarn

/// Presets against values as their senders document them; whose an event is stands in a tag or label `customer`.
@Suite struct PresetTests {
  struct Sample: Sendable {
    var preset: String
    var value: String
    var name: String
    var instance: String
    var severity: Severity
    var status: AlertStatus
  }

  static let samples: [Sample] = [
    Sample(
      preset: "zabbix",
      value:
        #"{"clock":1795314700,"ns":1,"value":1,"eventid":7,"name":"Disk full","severity":5,"hosts":[{"host":"a","name":"A"}],"groups":["g"],"tags":[{"tag":"customer","value":"c"}]}"#,
      name: "Disk full", instance: "c", severity: .critical, status: .firing),
    Sample(
      preset: "zabbix",
      value:
        #"{"event_id":"7","event_name":"Disk full","event_nseverity":"2","event_status":"RESOLVED","host":"a","event_tags_json":"[{\"tag\":\"customer\",\"value\":\"c\"}]","clock":"1795314700"}"#,
      name: "Disk full", instance: "c", severity: .warning, status: .resolved),
    Sample(
      preset: "azure",
      value:
        #"{"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"/s/1","alertRule":"CPU","severity":"Sev0","monitorCondition":"Fired","configurationItems":["vm-1"],"firedDateTime":"2026-11-22T02:31:40.4688345Z"},"customProperties":{"customer":"c"}}}"#,
      name: "CPU", instance: "c", severity: .critical, status: .firing),
    Sample(
      preset: "azure",
      value:
        #"{"schemaId":"AzureMonitorMetricAlert","data":{"version":"2.0","properties":{"customer":"c"},"status":"Deactivated","context":{"timestamp":"2026-11-22T02:31:40Z","id":"/s/2","name":"CPU","severity":"1","resourceName":"vm"}}}"#,
      name: "CPU", instance: "c", severity: .major, status: .resolved),
    Sample(
      preset: "cloudwatch",
      value:
        #"{"Type":"Notification","Message":"{\"AlarmName\":\"CPU\",\"NewStateValue\":\"ALARM\",\"NewStateReason\":\"r\",\"StateChangeTime\":\"2026-11-22T02:31:40.502+0000\",\"AlarmArn\":\"arn:1\",\"Trigger\":{\"Dimensions\":[{\"name\":\"customer\",\"value\":\"c\"},{\"name\":\"InstanceId\",\"value\":\"i-1\"}]}}","Timestamp":"2026-11-22T02:31:41.123Z"}"#,
      name: "CPU", instance: "c", severity: .warning, status: .firing),
    Sample(
      preset: "cloudwatch",
      value:
        #"{"version":"0","detail-type":"CloudWatch Alarm State Change","resources":["arn:1"],"time":"2026-11-22T02:31:40Z","detail":{"alarmName":"CPU","state":{"value":"INSUFFICIENT_DATA","timestamp":"2026-11-22T02:31:40.985+0000"},"configuration":{"metrics":[{"metricStat":{"metric":{"dimensions":{"customer":"c"}}}}]}}}"#,
      name: "CPU", instance: "c", severity: .warning, status: .neither),
    Sample(
      preset: "gcp",
      value:
        #"{"version":"1.2","incident":{"incident_id":"0.i","started_at":1795314700,"ended_at":null,"state":"open","policy_name":"Latency","severity":"Error","resource_display_name":"gke-1","policy_user_labels":{"customer":"c"},"summary":"s"}}"#,
      name: "Latency", instance: "c", severity: .major, status: .firing),
    Sample(
      preset: "datadog",
      value:
        #"{"id":"91","alert_title":"Mem","priority":"P1","alert_transition":"Re-Triggered","last_updated":"1795314700000","aggreg_key":"k","tags":"env:prod,customer:c","hostname":"h"}"#,
      name: "Mem", instance: "c", severity: .critical, status: .firing),
    Sample(
      preset: "nagios",
      value:
        #"{"NOTIFICATIONTYPE":"RECOVERY","HOSTNAME":"h","SERVICEDESC":"Disk","SERVICESTATE":"OK","SERVICEOUTPUT":"ok","TIMET":"1795314700","customer":"c"}"#,
      name: "Disk", instance: "c", severity: .clear, status: .resolved),
    Sample(
      preset: "nagios",
      value: #"{"NOTIFICATIONTYPE":"PROBLEM","HOSTNAME":"h","HOSTSTATE":"DOWN","TIMET":1795314700,"customer":"c"}"#,
      name: "host", instance: "c", severity: .critical, status: .firing),
    Sample(
      preset: "icinga",
      value:
        #"{"type":"StateChange","timestamp":1795314700.25,"host":"h","service":"disk","state":2.0,"state_type":1.0,"check_result":{"output":"full","state":2.0},"vars":{"customer":"c"}}"#,
      name: "disk", instance: "c", severity: .critical, status: .firing),
    Sample(
      preset: "grafana-legacy",
      value:
        #"{"ruleName":"CPU","ruleId":1,"state":"no_data","message":"m","tags":{"customer":"c","severity":"major"}}"#,
      name: "CPU", instance: "c", severity: .major, status: .neither),
    Sample(
      preset: "opsgenie",
      value:
        #"{"alias":"x","message":"[FIRING:1] Lag","details":{"alertname":"Lag","customer":"c","severity":"warning"},"priority":"P2"}"#,
      name: "Lag", instance: "c", severity: .major, status: .firing),
    Sample(
      preset: "sentry",
      value:
        #"{"action":"triggered","data":{"triggered_rule":"Errors","event":{"title":"TypeError","level":"error","datetime":"2026-11-22T02:31:40.000000Z","issue_id":"9","tags":[["customer","c"],["env","p"]]}}}"#,
      name: "Errors", instance: "c", severity: .major, status: .firing),
  ]

  private static func settings(_ preset: String) throws -> DecoderSettings {
    let text =
      "version: 1\nkafka: {bootstrap.servers: b}\nstate: {path: s}\ntopics:\n  - {kind: alerts, preset: \(preset), name: t}\n"
    return try ConfigurationFile().read(Array(text.utf8), source: "f").configuration.topics[0].decoder
  }

  @Test(arguments: samples)
  func isTakenAsItsSenderMeansIt(sample: Sample) throws {
    var decoder = RecordDecoder(try Self.settings(sample.preset))
    var events: [Event] = []
    var arena = ByteArena()
    let bytes = Array(sample.value.utf8)
    bytes.withUnsafeBytes { value in
      let result = decoder.decode(RecordBytes(value: Bytes(value)), into: &events, arena: &arena)
      #expect(result.rejection == nil, "\(decoder.blame.map(\.name) ?? "")")
      guard let event = events.first else { return }
      #expect(event.name.text == sample.name && event.instance.text == sample.instance)
      #expect(event.severity == sample.severity && event.status == sample.status)
      #expect(
        event.identity != 0
          && (event.timeMicros / 1_000_000 == 1_795_314_700 || sample.preset == "grafana-legacy"
            || sample.preset == "opsgenie")
      )
      #expect(decoder.unknownWords.counts.isEmpty)
    }
  }

  /// A preset is what anybody could write: copied into a topic's entry, it says the same.
  @Test(arguments: Presets.names)
  func isWhatConfigPresetPrints(name: String) throws {
    let body = TestConsole.run("config", "preset", name).output.split(separator: "\n").map { "    \($0)" }
    let text =
      "version: 1\nkafka: {bootstrap.servers: b}\nstate: {path: s}\ntopics:\n  - name: t\n    kind: alerts\n"
      + body.joined(separator: "\n") + "\n"
    let copied = try ConfigurationFile().read(Array(text.utf8), source: "f").configuration.topics[0].decoder
    #expect(try copied == Self.settings(name))
    #expect(Self.samples.contains { $0.preset == name })
  }

  @Test func whatStandsBesideAPresetOverridesIt() throws {
    let text =
      "version: 1\nkafka: {bootstrap.servers: b}\nstate: {path: s}\ntopics:\n  - {name: t, kind: alerts, fields: {instance: {key: true}}, severity: {DISASTER: minor}, preset: zabbix}\n"
    let decoder = try ConfigurationFile().read(Array(text.utf8), source: "f").configuration.topics[0].decoder
    #expect(decoder.fields["instance"] == FieldSource(.key) && decoder.fields["alert"] != nil)
    #expect(decoder.severities["DISASTER"] == .minor && decoder.severities["Disaster"] == nil)
    #expect(TestConsole.run("config", "preset").output.contains("zabbix"))
    #expect(TestConsole.run("config", "preset", "zabix").code == .usage)
  }

  @Test(
    arguments: [
      ("preset: zabix", "did you mean \"zabbix\""),
      ("fields: {instance: {pointer: /a, key: true}}", "comes from one place"),
      ("fields: {instance: {unit: s}}", "only duration has a unit"),
      ("fields: {instance: {pointr: /a}}", "did you mean \"pointer\""),
      ("fields: {instance: {key: yes}}", "can only be true"), ("fields: {instance: {first_of: []}}", "at least one"),
      ("fields: {alert: {template: \"a b\"}}", "holds no pointer"),
      ("fields: {alert: {values: {a: b}}}", "needs one of"),
      ("each: batch", "JSON Pointer"), ("labels: [x]", "JSON Pointer"), ("time_zone: Mars/Olympus", "time zone"),
      ("fields: {duration: {pointer: /d, unit: min}}", "must be one of ns, us, ms, s"),
    ])
  func mistakesAreNamed(line: String, complaint: String) {
    let text =
      "version: 1\nkafka: {bootstrap.servers: b}\nstate: {path: s}\ntopics:\n  - {name: t, kind: alerts, \(line)}\n"
    let failure = #expect(throws: ConfigurationFailure.self) {
      try ConfigurationFile().read(Array(text.utf8), source: "f.yaml")
    }
    let texts = failure?.problems.map(\.text) ?? []
    #expect(texts.contains { $0.hasPrefix("f.yaml:5:") && $0.contains(complaint) }, "\(texts)")
  }

  @Test func aTimeZoneHasTheStepsOfThisMachine() throws {
    let text =
      "version: 1\nkafka: {bootstrap.servers: b}\nstate: {path: s}\ntopics:\n  - {name: t, kind: alerts, time_zone: +05:30}\n"
    let fixed = try ConfigurationFile().read(Array(text.utf8), source: "f").configuration.topics[0].decoder.timeZone
    #expect(fixed.utc(ofLocal: 19_800) == 0)
    guard let paris = TimeZoneNames.steps(of: "Europe/Paris") else { return }
    #expect(paris.utc(ofLocal: 1_795_318_300) == 1_795_314_700 && paris.utc(ofLocal: 1_782_914_400) == 1_782_907_200)
    #expect(TimeZoneNames.steps(of: "../../etc/passwd") == nil)
  }
}

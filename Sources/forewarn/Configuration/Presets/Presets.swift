/// Settings for the values of known senders: each is a piece of YAML that anybody could write into a topic's entry. None of them says whose
/// an event is by a guess: that stands in a label or a tag (`instance_labels`), or in a field that the topic names beside the preset.
enum Presets {
  static let all: [(name: String, text: String)] = [
    ("azure", azure), ("cloudwatch", cloudWatch), ("datadog", datadog), ("gcp", gcp),
    ("grafana-legacy", grafanaLegacy), ("icinga", icinga), ("nagios", nagios), ("opsgenie", opsgenie),
    ("sentry", sentry), ("zabbix", zabbix),
  ]

  static let names = all.map(\.name)

  static func text(of name: String) -> String? { all.first { $0.name == name }?.text }
}

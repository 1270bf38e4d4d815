import KafkaTransport

/// What is known of librdkafka's properties without asking it: those that are not for the operator to set, and those that
/// must not be shown. Everything else is for librdkafka to take or to refuse, which it is asked at once.
enum KafkaProperties {
  /// Why a property may not be set, or nil.
  static func refusal(of name: String) -> String? {
    switch name {
    case "plugin.library.paths", "ssl.engine.location": "it loads code into the process"
    case "sasl.kerberos.kinit.cmd": "it runs a shell command"
    case "group.id", "transactional.id": "it derives from application.id"
    case "enable.auto.commit", "auto.commit.enable", "auto.commit.interval.ms", "enable.auto.offset.store":
      "offsets are committed with the outputs, in one transaction"
    case "enable.idempotence", "acks", "request.required.acks": "exactly-once delivery fixes it"
    case "partitioner": "a key must go to the partition where Kafka's own clients put it"
    case "allow.auto.create.topics": "a topic that is missing must be seen, not made with a broker's defaults"
    case "log.queue": "the log takes librdkafka's lines itself"
    case "isolation.level": "only committed input is read"
    case "group.instance.id", "partition.assignment.strategy", "group.remote.assignor", "group.protocol":
      "partitions are assigned by hand; there is no group membership"
    case "auto.offset.reset", "enable.auto.offset.reset": "positions come from the committed state"
    case "enable.partition.eof": "the process asks for the ends itself"
    case _ where name.hasSuffix("_cb") || name == "opaque" || name == "default_topic_conf":
      "it is for programs, not for files"
    default: nil
    }
  }

  /// librdkafka's own list of sensitive properties, and whatever is named like one.
  static func isSensitive(_ name: String) -> Bool {
    let listed = [
      "sasl.username", "ssl.key.location", "ssl.key.pem", "ssl.ca.pem", "ssl.certificate.pem",
      "sasl.oauthbearer.config", "sasl.oauthbearer.assertion.private.key.file",
      "sasl.oauthbearer.assertion.private.key.pem", "sasl.jaas.config",
    ]
    if listed.contains(name) { return true }
    return ["password", "passphrase", "secret", "token"].contains { name.contains($0) }
      && name != "sasl.oauthbearer.token.endpoint.url"
  }

  /// The kafka section as a key: any name but the refused ones, any scalar as value.
  static let key = Key<Configuration>(
    description: KeyDescription(
      path: "kafka", value: .table(names: nil, .any),
      documentation: "librdkafka's properties, by librdkafka's names; bootstrap.servers must be among them.",
      isRequired: true),
    read: { node, path, configuration, findings in
      guard case .mapping(let entries) = node.content else {
        return findings.add(
          "\(path) must be a section of librdkafka properties, not \(node.kindInWords)", at: node.position)
      }
      for entry in entries {
        findings.positions["\(path).\(entry.name)"] = entry.position
        if let reason = refusal(of: entry.name) {
          findings.add("\(path).\(entry.name) cannot be set: \(reason)", at: entry.position)
        } else if let value = findings.text(of: entry.value, path: "\(path).\(entry.name)", .any) {
          configuration.kafkaProperties.append(
            KafkaProperty(
              name: entry.name, value: value, isSecret: entry.value.isSecret || isSensitive(entry.name)))
        }
      }
    },
    shown: { configuration in
      .table(
        configuration.kafkaProperties.map {
          ShownValue.Pair(name: $0.name, value: .text($0.isSecret ? "[REDACTED]" : $0.value))
        })
    })

  /// What people set, by the names that they know; librdkafka lists those that have a default, and no second names.
  private static let usual = [
    "bootstrap.servers", "security.protocol", "sasl.mechanism", "sasl.username", "sasl.password", "ssl.ca.location",
    "ssl.certificate.location", "ssl.key.location", "ssl.key.password", "ssl.keystore.location",
    "ssl.keystore.password", "linger.ms", "batch.size", "fetch.wait.max.ms", "compression.type",
  ]

  static func check(_ configuration: Configuration, source: String, _ findings: inout Findings) {
    let properties = configuration.kafkaProperties
    func value(_ names: String...) -> KafkaProperty? { properties.last { names.contains($0.name) } }

    if value("bootstrap.servers", "metadata.broker.list") == nil, findings.positions["kafka"] != nil {
      findings.add("kafka needs bootstrap.servers, the brokers to ask first", atKey: "kafka", in: source)
    }
    for property in properties where !property.value.contains("${") {
      guard let reason = PropertyCheck.refusal(of: property.name, value: property.value) else { continue }
      let shown = property.isSecret ? reason.replacing(property.value, with: "[REDACTED]") : reason
      let names = usual + PropertyCheck.names
      let clause = names.contains(property.name) ? "" : Suggestion.clause(for: property.name, in: names)
      findings.add("librdkafka does not take it: \(shown)\(clause)", atKey: "kafka.\(property.name)", in: source)
    }
    let mechanism = value("sasl.mechanism", "sasl.mechanisms")
    if let mechanism, mechanism.value.uppercased().hasPrefix("SCRAM-") {
      findings.add(
        "\(mechanism.value) of librdkafka 2.0.2 (Debian 12) fails against Kafka 3.8.1 and later; use PLAIN over TLS, mTLS, or a newer librdkafka",
        atKey: "kafka.\(mechanism.name)", in: source, kind: .warning)
    }
    if let mechanism, mechanism.value.uppercased() == "OAUTHBEARER", value("sasl.oauthbearer.method") == nil {
      findings.add(
        "OAUTHBEARER needs a librdkafka with OIDC, which Debian's has not; use another mechanism",
        atKey: "kafka.\(mechanism.name)", in: source, kind: .warning)
    }
    if let verification = value("enable.ssl.certificate.verification"), verification.value.lowercased() == "false" {
      findings.add(
        "the brokers' certificates are not verified; anybody on the way can read and change the streams",
        atKey: "kafka.enable.ssl.certificate.verification", in: source, kind: .warning)
    }
  }
}

import ForewarnCore

/// What must hold between keys. Each key by itself has been checked when it was read.
enum ConfigurationChecks {
  static func check(_ configuration: Configuration, source: String, _ findings: inout Findings) {
    KafkaProperties.check(configuration, source: source, &findings)
    checkTopics(configuration, source: source, &findings)
    AccessKeys.check(configuration, source: source, &findings)

    let settings = configuration.settings
    if settings.links.count > Limits.links {
      findings.add(
        "links has \(settings.links.count) entries; an event has room for \(Limits.links)", atKey: "links", in: source)
    }
    if settings.alerts.indicators.count > Limits.indicators {
      findings.add(
        "alerts.indicators has \(settings.alerts.indicators.count) entries; at most \(Limits.indicators) are looked at",
        atKey: "alerts.indicators", in: source)
    }
    SignalKeys.check(settings.signals, source: source, &findings)
    for (index, name) in settings.rules.disabled.enumerated() where !RulesInForce.names.contains(name) {
      findings.add(
        "unknown rule \"\(name)\"\(Suggestion.clause(for: name, in: RulesInForce.names))",
        atKey: "rules.disabled[\(index)]",
        in: source)
    }
    if settings.cases.openAtRisk <= settings.cases.closeAtRisk {
      let path = findings.positions["cases.open_at_risk"] == nil ? "cases.close_at_risk" : "cases.open_at_risk"
      findings.add(
        "cases.open_at_risk (\(settings.cases.openAtRisk)) must be above cases.close_at_risk (\(settings.cases.closeAtRisk))",
        atKey: path, in: source)
    }
    if settings.time.tickDelaySeconds < settings.time.delaySeconds {
      let path = findings.positions["time.delay_seconds"] == nil ? "time.tick_delay_seconds" : "time.delay_seconds"
      findings.add(
        "time.tick_delay_seconds (\(settings.time.tickDelaySeconds)) must be at least time.delay_seconds (\(settings.time.delaySeconds)), or quiet streams make their own records late",
        atKey: path, in: source)
    }
    if settings.limits.instances > settings.limits.series {
      let path = findings.positions["limits.instances"] == nil ? "limits.series" : "limits.instances"
      findings.add(
        "limits.instances (\(settings.limits.instances)) must be at most limits.series (\(settings.limits.series)); an instance has at least one series",
        atKey: path, in: source)
    }
  }

  private static func checkTopics(_ configuration: Configuration, source: String, _ findings: inout Findings) {
    if configuration.inputs.isEmpty, findings.positions["topics"] != nil {
      findings.add("topics must name at least one input topic", atKey: "topics", in: source)
    }
    // Topic → the key that named it first. A topic has one use: reading what one writes would never end.
    var uses: [String: String] = [:]
    func use(_ topic: String, by key: String, findings: inout Findings) {
      if topic.isEmpty { return }
      if let other = uses[topic] {
        findings.add("topic \"\(topic)\" is already named by \(other)", atKey: key, in: source)
      } else {
        uses[topic] = key
      }
    }
    for (index, topic) in configuration.topics.enumerated() {
      use(topic.name, by: "topics[\(index)].name", findings: &findings)
      let key = "topics[\(index)].signal_attributes"
      let attributes = topic.decoder.signalAttributes.count
      if attributes > Limits.signalAttributes {
        findings.add(
          "\(key) has \(attributes) entries; a name has room for \(Limits.signalAttributes)", atKey: key, in: source)
      }
    }
    for role in OutputRole.allCases {
      if let topic = configuration.outputs[role] {
        use(topic, by: "output.\(role.rawValue).topic", findings: &findings)
      }
    }
    use(configuration.stateTopic, by: "state.topic", findings: &findings)
  }
}

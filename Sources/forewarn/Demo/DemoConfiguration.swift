import ForewarnCore

/// What the demo's daemon is told: production's defaults, but for where it reads, writes and listens, and for the clock.
enum DemoConfiguration {
  /// The scenario runs behind the wall clock and faster than it, so silence by the clock means nothing.
  static let tickDelaySeconds: Int64 = 7 * 86_400
  /// A second of the wall clock is many minutes of the scenario: what a busy machine reads a moment after the rest is not late.
  static let allowedLatenessSeconds: Int64 = 2 * 3_600

  static var settings: Settings {
    var settings = Settings()
    settings.source = "/forewarn/demo"
    settings.time.tickDelaySeconds = tickDelaySeconds
    settings.time.allowedLatenessSeconds = allowedLatenessSeconds
    return settings
  }

  static func make(bootstrapServers: String, statePath: String, port: Int) -> Configuration {
    var configuration = Configuration()
    configuration.applicationID = "demo"
    configuration.settings = settings
    configuration.kafkaProperties = [KafkaProperty(name: "bootstrap.servers", value: bootstrapServers)]
    configuration.topics = DemoScenario.Topic.allCases.map { topic in
      TopicConfiguration(
        name: topic.rawValue, decoder: DecoderSettings(kind: topic == .alerts ? .alerts : .transactions))
    }
    // Whoever looks may act, in this process and on this machine.
    configuration.topics.append(TopicConfiguration(name: "control", decoder: DecoderSettings(kind: .control)))
    configuration.access.writing = .allowed
    configuration.access.demoUser = "you"
    configuration.statePath = statePath
    configuration.adminListen = "127.0.0.1:\(port)"
    return configuration
  }

  /// Every topic that the configuration names.
  static func topics(_ configuration: Configuration) -> [String] {
    configuration.topics.map(\.name) + OutputRole.allCases.compactMap { configuration.outputs[$0] }
      + [configuration.stateTopic]
  }
}

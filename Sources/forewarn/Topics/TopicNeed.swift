import ForewarnCore
import KafkaTransport

/// One topic that a configuration names, and what it should be: what `topics list`, `create`, `check` and `acls` speak of.
struct TopicNeed: Sendable, Equatable {
  enum Access: String, Sendable {
    case read, write, both
  }

  var name: String
  var access: Access
  var partitions: Int
  /// Kafka's topic settings, in the order in which they are shown.
  var settings: [String]

  var isInput: Bool { access == .read }

  /// `replication` -1 is the broker's default.
  func topic(replication: Int) -> TopicMaker.Topic {
    TopicMaker.Topic(
      name, partitions: partitions, replicationFactor: replication,
      configuration: settings.compactMap { setting in
        setting.firstIndex(of: "=").map { (String(setting[..<$0]), String(setting[setting.index(after: $0)...])) }
      })
  }

  private static let dayMillis = 86_400_000

  /// In the order of the configuration: inputs, outputs, state.
  static func all(of configuration: Configuration) -> [TopicNeed] {
    let inputs = configuration.topics.map { topic in
      // What people say has an order; `ctl` writes there by the same rights.
      switch topic.decoder.kind {
      case .control:
        TopicNeed(
          name: topic.name, access: .both, partitions: 1, settings: ["cleanup.policy=delete", retention(days: 90)])
      case .installBase:
        TopicNeed(name: topic.name, access: .read, partitions: 1, settings: ["cleanup.policy=compact"])
      case .alerts, .transactions, .signals:
        TopicNeed(
          name: topic.name, access: .read, partitions: 12, settings: ["cleanup.policy=delete", retention(days: 7)])
      }
    }
    let outputs = OutputRole.allCases.compactMap { role in
      configuration.outputs[role].map { name in
        let (partitions, settings) = output(role)
        return TopicNeed(name: name, access: .write, partitions: partitions, settings: settings)
      }
    }
    // One partition: it is read from its start to its end when a state folder is lost.
    let state = TopicNeed(
      name: configuration.stateTopic, access: .both, partitions: 1,
      settings: ["cleanup.policy=compact", "min.cleanable.dirty.ratio=0.1", "segment.ms=\(dayMillis)"])
    return inputs + outputs + [state]
  }

  private static func output(_ role: OutputRole) -> (partitions: Int, settings: [String]) {
    switch role {
    case .cases:
      (12, ["cleanup.policy=compact,delete", retention(days: 30), "delete.retention.ms=\(7 * dayMillis)"])
    case .health: (12, ["cleanup.policy=compact", "delete.retention.ms=\(7 * dayMillis)"])
    case .late: (6, ["cleanup.policy=delete", retention(days: 14)])
    // A record that cannot be used is handed on whole, with headers that say why.
    case .deadLetter: (6, ["cleanup.policy=delete", retention(days: 14), "max.message.bytes=2097152"])
    case .audit: (6, ["cleanup.policy=delete", retention(days: 30)])
    }
  }

  private static func retention(days: Int) -> String { "retention.ms=\(days * dayMillis)" }
}

/// The rights that a principal needs, as commands of Kafka's own tool: granting them is for whoever may.
enum TopicRights {
  static func commands(_ configuration: Configuration, principal: String) -> [String] {
    func add(_ operations: String..., on resource: String) -> String {
      let flags = operations.map { "--operation \($0)" }.joined(separator: " ")
      return "kafka-acls.sh --add --allow-principal \(principal) \(flags) \(resource)"
    }
    var lines: [String] = []
    for need in TopicNeed.all(of: configuration) {
      let topic = "--topic \(need.name)"
      switch need.access {
      case .read: lines.append(add("Read", "Describe", on: topic))
      case .write: lines.append(add("Write", "Describe", "DescribeConfigs", on: topic))
      case .both: lines.append(add("Read", "Write", "Describe", "DescribeConfigs", on: topic))
      }
    }
    let prefixed = "--resource-pattern-type prefixed"
    lines.append(add("Read", "Describe", on: "--group \(configuration.applicationID) \(prefixed)"))
    lines.append(add("Write", "Describe", on: "--transactional-id \(configuration.applicationID) \(prefixed)"))
    lines.append(add("IdempotentWrite", "Describe", on: "--cluster"))
    return lines
  }
}

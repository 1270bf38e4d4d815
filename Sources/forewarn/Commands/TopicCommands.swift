import ForewarnCore
import KafkaTransport
import StreamRuntime

/// Prints the topics that a configuration names, with what they should be. Asks no broker.
enum TopicsListCommand: Command {
  static let description = CommandDescription(
    words: ["topics", "list"], summary: "Prints the topics that are needed, with partitions and settings.",
    options: ConfigurationOptions.options)

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    ConfigurationOptions.withConfiguration(arguments, console, resolvingSecrets: false) { configuration in
      for need in TopicNeed.all(of: configuration) {
        let name = need.name + String(repeating: " ", count: max(1, 30 - need.name.count))
        console.print(
          "\(name)\(need.partitions) partitions  \(need.access.rawValue)  \(need.settings.joined(separator: " "))")
      }
      return .done
    }
  }
}

/// Makes what is missing, by Kafka's admin API.
enum TopicsCreateCommand: Command {
  static let description = CommandDescription(
    words: ["topics", "create"], summary: "Makes the topics that are missing, and changes none that is there.",
    options: ConfigurationOptions.options + [
      OptionDescription(
        spelling: "--replication", value: .integer(1...100, placeholder: "N"),
        documentation: "Copies of each partition; default: the broker's default.replication.factor."),
      OptionDescription(
        spelling: "--outputs-only", value: .flag, documentation: "Leaves the input topics to those who write them."),
    ])

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    ConfigurationOptions.withConfiguration(arguments, console) { configuration in
      let needs = TopicNeed.all(of: configuration).filter { !$0.isInput || !arguments.has("--outputs-only") }
      let replication = arguments.integer("--replication").map { Int($0) } ?? -1
      do throws(LogFailure) {
        let made = try TopicMaker(
          properties: configuration.clientProperties, onLog: { _ in }
        )
        .create(needs.map { $0.topic(replication: replication) })
        for need in needs { console.print("\(need.name)  \(made.contains(need.name) ? "made" : "was there")") }
        return .done
      } catch {
        return TopicCommands.complain(error, console)
      }
    }
  }
}

/// Looks at the topics as a start does, and names all that is missing or wrong.
enum TopicsCheckCommand: Command {
  static let description = CommandDescription(
    words: ["topics", "check"], summary: "Names all topics that are missing, and settings that will bite.",
    discussion: "Exits 0 when all is well, 1 when something was found.", options: ConfigurationOptions.options)

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    ConfigurationOptions.withConfiguration(arguments, console) { inspect($0, console) }
  }

  /// What a start would find, on the output; reads nothing but what brokers say of topics.
  static func inspect(_ configuration: Configuration, _ console: Console) -> ExitCode {
    var found = 0
    do throws(LogFailure) {
      let kafka = try KafkaLog(settings: configuration.kafkaSettings { _ in })
      defer { kafka.close(withinMillis: 3_000) }
      var patience = 15
      try kafka.open(
        onFinding: { finding in
          found += 1
          console.print(finding.text)
        },
        stillWaiting: { _ in
          patience -= 1
          return patience > 0
        })
      for kind in TopicKind.allCases where kind.isReference {
        try configuration.referenceLog(kind, onLog: { _ in }, stillWaiting: { _ in false })?.close(
          withinMillis: 1_000)
      }
    } catch {
      guard error.kind == .missingTopic else { return TopicCommands.complain(error, console) }
      console.print("\(error.message). \(error.remedy)")
      return .found
    }
    if found == 0 { console.print("good: \(TopicNeed.all(of: configuration).count) topics") }
    return found == 0 ? .done : .found
  }
}

/// Prints the rights that the daemon's principal needs. Asks no broker.
enum TopicsAclsCommand: Command {
  static let description = CommandDescription(
    words: ["topics", "acls"], summary: "Prints the rights that are needed, as commands of kafka-acls.sh.",
    options: ConfigurationOptions.options + [
      OptionDescription(
        spelling: "--principal", value: .text(placeholder: "User:NAME"),
        documentation: "Whom they are granted to; default: User:forewarn.")
    ])

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    ConfigurationOptions.withConfiguration(arguments, console, resolvingSecrets: false) { configuration in
      let principal = arguments["--principal"] ?? "User:forewarn"
      for line in TopicRights.commands(configuration, principal: principal) { console.print(line) }
      return .done
    }
  }
}

private enum TopicCommands {
  static func complain(_ failure: LogFailure, _ console: Console) -> ExitCode {
    let failure = RunFailure(failure)
    console.complain("forewarn: topics: \(failure.text)")
    return ExitCode(failure)
  }
}

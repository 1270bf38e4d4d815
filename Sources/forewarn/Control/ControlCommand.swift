import ForewarnCore
import KafkaTransport
import StreamRuntime

/// `ctl` and a kind of control records: its options are the kind's fields.
enum ControlCommand<Kind: ControlKind>: Command {
  static var description: CommandDescription {
    CommandDescription(
      words: ["ctl", Kind.name], summary: Kind.summary,
      discussion:
        "Writes a record to the control topic and waits until the daemon has applied it. Exits 0 when it is, 1 when it was refused, 69 when nothing was heard of it.",
      options: ConfigurationOptions.options + ControlOptions.options(of: Kind.fields))
  }

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    ConfigurationOptions.withConfiguration(arguments, console) { configuration in
      guard let topic = configuration.controlTopic else {
        console.complain("forewarn: ctl: the configuration names no topic of kind control")
        return .configuration
      }
      let record: ControlMessage
      do throws(UsageError) {
        record = try ControlMessage(kind: Kind.name, Kind.fields, arguments, nowMicros: SystemTime().wallMicros)
      } catch {
        console.complain("forewarn: ctl \(Kind.name): \(error.what)\n\(error.how)")
        return .usage
      }
      if let rejection = ControlText.rejection(of: record.value) {
        console.complain("forewarn: ctl \(Kind.name): \(rejection.explanation)")
        return .usage
      }
      let waitSeconds = arguments.integer("--wait") ?? ControlOptions.waitSeconds
      do throws(LogFailure) {
        return try ControlDelivery(configuration: configuration, topic: topic, console: console)
          .send(record, waitSeconds: waitSeconds)
      } catch {
        let failure = RunFailure(error)
        console.complain("forewarn: ctl \(Kind.name): \(failure.text)")
        return ExitCode(failure)
      }
    }
  }
}

enum ControlCommands {
  static var all: [any Command.Type] { ControlKinds.described.map { command($0) } }

  private static func command<Kind: ControlKind>(_ kind: Kind.Type) -> any Command.Type { ControlCommand<Kind>.self }
}

import ForewarnCore
import KafkaTransport
import SQLiteStore
import StreamRuntime

/// Goes on with the book where retention or people left a hole.
enum StateAdoptCommand: Command {
  static let description = CommandDescription(
    words: ["state", "adopt"], summary: "Goes on with the book at the committed offsets.",
    discussion:
      "For a daemon that stops because records are gone that it had not read, or because somebody moved its offsets forward. Reading goes on at the largest of the book's offset, the committed one and the log's start. Cases stay; statistics are learned anew. The daemon must not run.",
    options: ConfigurationOptions.options + [
      OptionDescription(
        spelling: "--at-committed", value: .flag, documentation: "The only place there is, named so that it is meant.",
        isRequired: true)
    ])

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    StateMove.run(.atCommitted, arguments, console)
  }
}

/// Goes on with the book on logs that are other ones.
enum StateRestartCommand: Command {
  static let description = CommandDescription(
    words: ["state", "restart"], summary: "Goes on with the book, and reads from another place.",
    discussion:
      "For topics that were made anew, groups that expired and offsets that were reset. Cases and counts stay; statistics are learned anew. Records that were read before are read again, and what is older than the last decided minute comes too late. The daemon must not run.",
    options: ConfigurationOptions.options + [
      OptionDescription(
        spelling: "--from", value: .text(placeholder: "earliest|latest|TIME"),
        documentation: "Where reading begins, in every partition; TIME as in 2026-11-24T10:00:00Z.", isRequired: true)
    ])

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    guard let place = place(arguments["--from"] ?? "") else {
      console.complain(
        "forewarn: state restart: --from: \"\(arguments["--from"] ?? "")\" is neither earliest nor latest nor an RFC 3339 time, such as 2026-11-24T10:00:00Z"
      )
      return .usage
    }
    return StateMove.run(.from(place), arguments, console)
  }

  static func place(_ text: String) -> Repositioning.Place? {
    switch text {
    case "earliest": .earliest
    case "latest": .latest
    default: EventTime.micros(ofRFC3339: text).map { .time($0) }
    }
  }
}

private enum StateMove {
  static func run(_ way: Repositioning.Way, _ arguments: Arguments, _ console: Console) -> ExitCode {
    ConfigurationOptions.withConfiguration(arguments, console) { run(way, $0, console) }
  }

  private static func run(_ way: Repositioning.Way, _ configuration: Configuration, _ console: Console) -> ExitCode {
    do {
      for move in try moved(way, configuration, console) {
        let from = move.from.map { "\($0)" } ?? "nothing"
        console.print("\(move.partition.name)  \(from) → \(move.to)")
      }
      console.complain("forewarn: state: committed; `forewarn run` goes on from here, and learns its statistics anew")
      return .done
    } catch let failure as RunFailure {
      console.complain("forewarn: state: \(failure.text)")
      return ExitCode(failure)
    } catch {
      console.complain("forewarn: state: \(error)")
      return .internalError
    }
  }

  private static func moved(
    _ way: Repositioning.Way, _ configuration: Configuration, _ console: Console
  ) throws -> [Repositioning.Move] {
    let store: SQLiteStore
    do throws(StoreFailure) { store = try SQLiteStore.open(path: configuration.statePath) } catch {
      throw RunFailure(error)
    }
    defer { store.close() }
    let kafka: KafkaLog
    do throws(LogFailure) {
      kafka = try KafkaLog(settings: configuration.kafkaSettings { _ in })
      try kafka.open { sentence in
        console.complain("forewarn: state: \(sentence)")
        return true
      }
    } catch { throw RunFailure(error) }
    defer { kafka.close(withinMillis: 3_000) }
    var engine = EngineAssembly.engine(
      configuration, kafka.partitions, .empty, nowMicros: SystemTime().wallMicros)
    return try Repositioning(
      log: kafka, store: store, ids: RandomIdentifiers(),
      options: Daemon.Options(configuration.identity),
      report: { console.complain("forewarn: state: \($0)") }
    ).run(way, &engine)
  }
}

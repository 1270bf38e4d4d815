import AdminServer
import ForewarnCore
import KafkaTransport
import SQLiteStore
import StreamRuntime

/// The daemon: opens what it needs in the order in which it may fail cheaply, then runs until told to stop.
enum RunCommand: Command {
  static let description = CommandDescription(
    words: ["run"], summary: "The daemon: Kafka in, cases out.",
    options: ConfigurationOptions.options + [
      OptionDescription(
        spelling: "--exit-at-end", value: .flag,
        documentation: "Stops at the input topics' ends as they are at the start, commits, and exits 0."),
      OptionDescription(
        spelling: "--log-format", value: .choice(LogFormat.allCases.map(\.rawValue)),
        documentation: "Overrides logging.format."),
    ])

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    var configuration: Configuration
    switch ConfigurationOptions.load(arguments, console) {
    case .failure(let exit): return exit.code
    case .success(let loaded): configuration = loaded.configuration
    }
    if let format = arguments["--log-format"].flatMap({ LogFormat(rawValue: $0) }) {
      configuration.logging.format = format
    }
    let log = Logger(configuration.logging)
    let format = configuration.logging
    let reload = OperatorFeed.Reload {
      guard case .success(var again) = ConfigurationOptions.load(arguments, console) else { return nil }
      again.configuration.logging = format
      return again.configuration
    }
    let request = reload.request
    let exit = ProcessExit { log.critical("\($0)") }
    let pages = DaemonPages()
    do {
      try SignalWatcher.start { signal in
        switch signal {
        case .terminate: exit.request()
        case .reload: request.ask()
        // By this thread: also when the loop hangs.
        case .summary: for line in pages.text.lines { log.notice("\(line)") }
        }
      }
      let customers = try EngineAssembly.customerTable(configuration)
      let status = try DaemonProcess(
        configuration: configuration, customers: customers, log: log, exit: exit, pages: pages,
        exitAtEnd: arguments.has("--exit-at-end"), reload: reload
      ).run()
      exit.finished()
      for word in status.unknownWords { log.warning("\(word.text)") }
      log.info("\(RunSummary.text(status.accounting))")
      return .done
    } catch let failure as ConfigurationFailure {
      for problem in failure.problems { console.complain(problem.text) }
      return failure.exitCode
    } catch let failure as RunFailure {
      // Asked to leave while waiting for a broker: nothing was begun, nothing is owed.
      if failure.kind == .unavailable, exit.isAsked { return .done }
      exit.finished()
      log.critical("\(failure.text)")
      return ExitCode(failure)
    } catch {
      log.critical("\(error)")
      return .internalError
    }
  }
}

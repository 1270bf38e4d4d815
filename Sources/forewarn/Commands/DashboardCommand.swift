import AdminServer
import ForewarnCore
import SQLiteStore
import StreamRuntime

/// The pages alone, over the output topics: beside the daemon on another machine, or without one.
enum DashboardCommand: Command {
  static let description = CommandDescription(
    words: ["dashboard"], summary: "The dashboard alone, over the output topics.",
    discussion:
      "Shows cases and health from their topics, and customers from customers.file; the minutes of response times, usage and alerts are in the daemon's own dashboard only. It commits nothing and reads no input. Beside a daemon on the same machine it needs a state.path and an admin.listen of its own.",
    options: ConfigurationOptions.options)

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    ConfigurationOptions.withConfiguration(arguments, console) { configuration in
      let log = Logger(configuration.logging)
      let exit = ProcessExit { log.critical("\($0)") }
      do {
        try SignalWatcher.start { if $0 == .terminate { exit.request() } }
        try show(configuration, log, exit)
        exit.finished()
        return .done
      } catch let failure as ConfigurationFailure {
        for problem in failure.problems { console.complain(problem.text) }
        return failure.exitCode
      } catch let failure as RunFailure {
        log.critical("\(failure.text)")
        return ExitCode(failure)
      } catch {
        log.critical("\(error)")
        return .internalError
      }
    }
  }

  private static func show(_ configuration: Configuration, _ log: Logger, _ exit: ProcessExit) throws {
    guard let listen = configuration.adminListen else {
      throw RunFailure(.stop, "admin.listen is null", remedy: "Give it an address for the pages.")
    }
    let customers = CustomerModel(try EngineAssembly.customerTable(configuration))
    let dashboard: Dashboard
    do throws(StoreFailure) { dashboard = try Dashboard(configuration, log: log) } catch { throw RunFailure(error) }
    dashboard.adopt(customers)
    dashboard.start()
    defer { dashboard.stop() }
    let server: AdminServer
    do throws(AdminFailure) {
      server = try AdminServer.start(
        listen: listen, names: configuration.adminNames, routes: dashboard.routes(banner: nil, daemon: nil),
        feed: dashboard.feed)
    } catch {
      throw RunFailure(.stop, error.message, remedy: error.remedy)
    }
    defer { server.stop() }
    let host = listen[..<(listen.lastIndex(of: ":") ?? listen.startIndex)]
    log.notice("the dashboard is at http://\(host.isEmpty ? "127.0.0.1" : host):\(server.port)/")
    while !exit.isAsked { SystemTime().pause(millis: 100) }
  }
}

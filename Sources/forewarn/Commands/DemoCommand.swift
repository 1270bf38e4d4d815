import StreamRuntime

/// Everything that `run` is, fed with a scenario on a broker inside the process.
enum DemoCommand: Command {
  static let description = CommandDescription(
    words: ["demo"], summary: "The whole pipeline on an embedded broker, fed with a scenario; no Kafka needed.",
    discussion:
      "Eight customers, a day of history, then what goes wrong. Case events are shown as they come, and a summary at the end. Exit code 1: a case opened that should not have, or one did not that should.",
    options: [
      OptionDescription(
        spelling: "--port", value: .integer(0...65_535, placeholder: "N"),
        documentation: "Port of the pages on loopback; 0, the default, is any free one."),
      OptionDescription(
        spelling: "--speed", value: .number(0.1...10_000, placeholder: "X"),
        documentation: "Scenario seconds per second; default 90."),
      OptionDescription(
        spelling: "--duration", value: .number(1...604_800, placeholder: "S"),
        documentation: "Ends after so many seconds; without it, when the scenario is over."),
      OptionDescription(
        spelling: "--stay", value: .flag,
        documentation: "Goes on when all is over, so that the dashboard can be looked at, until Ctrl-C."),
    ])

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    let exit = ProcessExit { console.complain("forewarn: demo: \($0)") }
    do {
      try SignalWatcher.start { if $0 == .terminate { exit.request() } }
      var demo = DemoRun(
        port: arguments.integer("--port").map(Int.init) ?? 0, speed: arguments.number("--speed"),
        durationSeconds: arguments.number("--duration"), screen: DemoScreen(console), exit: exit)
      demo.stays = arguments.has("--stay")
      return try demo.run()
    } catch let failure as RunFailure {
      console.complain("forewarn: demo: \(failure.text)")
      return ExitCode(failure)
    } catch let failure as LogFailure {
      console.complain("forewarn: demo: \(failure.message). \(failure.remedy)")
      return ExitCode(RunFailure(failure))
    } catch let failure as FileFailure {
      console.complain("forewarn: demo: \(failure.text)")
      return failure.isPermission ? .permissions : .internalError
    } catch {
      console.complain("forewarn: demo: \(error)")
      return .internalError
    }
  }
}

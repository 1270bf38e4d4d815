/// A live daemon in words.
enum StatusCommand: Command {
  private static let usualAddress = "127.0.0.1:9464"

  static let description = CommandDescription(
    words: ["status"],
    summary: "The live daemon in words: what it reads, learns until when, open cases, lag, what holds time.",
    discussion:
      "Asks the daemon at its admin.listen; \"kill -USR1\" writes the same to its log. Exits 1 when it is not ready, 69 when nobody answers.",
    options: [
      OptionDescription(
        spelling: "--config", value: .text(placeholder: "FILE"),
        documentation:
          "The daemon's configuration file, for its admin.listen; looked for as other commands do."),
      OptionDescription(
        spelling: "--admin", value: .text(placeholder: "ADDRESS:PORT"),
        documentation: "Where it listens; default: admin.listen of --config, else \(usualAddress)."),
      OptionDescription(spelling: "--json", value: .flag, documentation: "As one JSON object."),
    ])

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    var address = arguments["--admin"] ?? usualAddress
    if arguments["--admin"] == nil, let path = ConfigurationOptions.path(arguments) {
      switch ConfigurationOptions.load(arguments, console, path: path, resolvingSecrets: false) {
      case .failure(let exit): return exit.code
      case .success(let loaded):
        guard let listen = loaded.configuration.adminListen else {
          console.complain("forewarn: status: admin.listen is null, so that nobody can ask the daemon")
          return .unavailable
        }
        address = listen
      }
    }
    do throws(FileFailure) {
      let answer = try LocalRequest.get(arguments.has("--json") ? "/status.json" : "/status", from: address)
      guard answer.status == 200 || answer.status == 503 else {
        console.complain("forewarn: status: \(address) answers \(answer.status): is it a Forewarn of this release?")
        return .unavailable
      }
      console.write(answer.body)
      if answer.body.last != UInt8(ascii: "\n") { console.print("") }
      return answer.status == 200 ? .done : .found
    } catch {
      console.complain("forewarn: status: \(error.text); is the daemon running?")
      return .unavailable
    }
  }
}

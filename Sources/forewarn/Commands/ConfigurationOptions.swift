import Glibc

/// The options by which every command that needs a configuration is told of it.
enum ConfigurationOptions {
  /// Where a configuration is looked for when nobody says where it is: first in the environment, then here.
  static let variable = "FOREWARN_CONFIG"
  static let places = ["forewarn.yaml", "/etc/forewarn/forewarn.yaml"]

  static let options: [OptionDescription] =
    [
      OptionDescription(
        spelling: "--config", value: .text(placeholder: "FILE"),
        documentation: "The configuration file; default: $\(variable), then \(places.joined(separator: ", then ")).")
    ] + overrides

  /// For a command that needs a configuration in one of its forms only.
  static let optional: [OptionDescription] =
    [
      OptionDescription(
        spelling: "--config", value: .text(placeholder: "FILE"), documentation: "The configuration file.")
    ] + overrides

  private static let overrides: [OptionDescription] = [
    OptionDescription(
      spelling: "--set", value: .assignment(placeholder: "PATH=VALUE"),
      documentation: "Overrides a setting, as in --set cases.open_at_risk=0.8.", repeats: true),
    OptionDescription(
      spelling: "-X", value: .assignment(placeholder: "NAME=VALUE"),
      documentation: "Overrides a property of librdkafka.", repeats: true),
  ]

  /// The file that the command line names, else the first that is found.
  static func path(
    _ arguments: Arguments, environment: (String) -> String? = { name in getenv(name).map { String(cString: $0) } },
    exists: (String) -> Bool = { access($0, F_OK) == 0 }
  ) -> String? {
    if let path = arguments["--config"] { return path }
    if let path = environment(variable), !path.isEmpty { return path }
    return places.first(where: exists)
  }

  /// Loads the file at `path`, else the one that the options lead to, and says which one where nobody named it. Problems and warnings go to
  /// the console; a failure comes with the code to exit with.
  static func load(
    _ arguments: Arguments, _ console: Console, path given: String? = nil, resolvingSecrets: Bool = true
  ) -> Result<LoadedConfiguration, ConfigurationExit> {
    guard let path = given ?? path(arguments) else {
      console.complain(
        "forewarn: --config is missing, \(variable) is not set, and there is no \(places.joined(separator: ", no "))\n\"forewarn config sample\" prints a configuration to begin with."
      )
      return .failure(ConfigurationExit(code: .usage))
    }
    if given == nil, !arguments.has("--config") { console.complain("forewarn: configuration: \(path)") }
    var file = ConfigurationFile()
    if !resolvingSecrets { file.secrets = nil }
    do throws(Problem) {
      for text in arguments.all("--set") { file.overrides.append(try Override(setting: text)) }
      for text in arguments.all("-X") { file.overrides.append(try Override(kafkaProperty: text)) }
    } catch {
      console.complain(error.text)
      return .failure(ConfigurationExit(code: .usage))
    }
    do throws(ConfigurationFailure) {
      let loaded = try file.load(path)
      for warning in loaded.warnings { console.complain(warning.text) }
      return .success(loaded)
    } catch {
      for problem in error.problems { console.complain(problem.text) }
      return .failure(ConfigurationExit(code: error.exitCode))
    }
  }

  /// Runs a command on the configuration, or leaves with the reason why there is none.
  static func withConfiguration(
    _ arguments: Arguments, _ console: Console, resolvingSecrets: Bool = true, _ body: (Configuration) -> ExitCode
  ) -> ExitCode {
    switch load(arguments, console, resolvingSecrets: resolvingSecrets) {
    case .failure(let exit): exit.code
    case .success(let loaded): body(loaded.configuration)
    }
  }
}

/// The reasons have been printed; this is how to leave.
struct ConfigurationExit: Error, Sendable {
  var code: ExitCode
}

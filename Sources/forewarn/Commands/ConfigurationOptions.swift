/// The options by which every command that needs a configuration is told of it.
enum ConfigurationOptions {
  static let options: [OptionDescription] = [
    OptionDescription(
      spelling: "--config", value: .text(placeholder: "FILE"), documentation: "The configuration file.",
      isRequired: true),
    OptionDescription(
      spelling: "--set", value: .assignment(placeholder: "PATH=VALUE"),
      documentation: "Overrides a setting, as in --set cases.open_at_risk=0.8.", repeats: true),
    OptionDescription(
      spelling: "-X", value: .assignment(placeholder: "NAME=VALUE"),
      documentation: "Overrides a property of librdkafka.", repeats: true),
  ]

  /// For a command that needs a configuration in one of its forms only.
  static var optional: [OptionDescription] {
    options.map { option in
      var option = option
      option.isRequired = false
      return option
    }
  }

  /// Loads the file that `--config` names. Problems and warnings go to the console; nil comes with the code to exit with.
  static func load(
    _ arguments: Arguments, _ console: Console, resolvingSecrets: Bool = true
  ) -> Result<LoadedConfiguration, ConfigurationExit> {
    guard let path = arguments["--config"] else { return .failure(ConfigurationExit(code: .usage)) }
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

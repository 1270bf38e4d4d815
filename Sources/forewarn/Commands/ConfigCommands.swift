import ForewarnCore

/// Reads a configuration as `run` would, without touching anything.
enum ConfigCheckCommand: Command {
  static let description = CommandDescription(
    words: ["config", "check"], summary: "Checks a configuration file, and the customers file that it names.",
    discussion:
      "All problems are printed, one a line, as file:line:column. Exits 78 when the configuration is invalid, 77 when a file's permissions forbid it. With --connect it exits 69 when no broker answers, and 1 when topics are missing or will bite.",
    options: ConfigurationOptions.options + [
      OptionDescription(
        spelling: "--connect", value: .flag,
        documentation: "Asks the brokers, too: whether they answer, and what \"topics check\" finds."),
      OptionDescription(
        spelling: "--no-secrets", value: .flag,
        documentation: "Leaves ${…} unresolved: for a machine that has not the secrets."),
      OptionDescription(spelling: "--quiet", value: .flag, documentation: "Prints nothing when all is well."),
    ],
    inputs: InputDescription(
      placeholder: "FILE", documentation: "The configuration file, where --config does not name it.", maximum: 1))

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    let file = arguments.inputs.first
    if file != nil, arguments.has("--config") {
      console.complain("forewarn: config check: the file is named twice")
      return .usage
    }
    if arguments.has("--connect"), arguments.has("--no-secrets") {
      console.complain("forewarn: config check: --connect needs the secrets that --no-secrets leaves out")
      return .usage
    }
    switch ConfigurationOptions.load(
      arguments, console, path: file, resolvingSecrets: !arguments.has("--no-secrets"))
    {
    case .failure(let exit): return exit.code
    case .success(let loaded):
      var customers: CustomerTable?
      if let path = loaded.configuration.customersFile {
        do throws(ConfigurationFailure) { customers = try CustomersFile.load(path) } catch {
          for problem in error.problems { console.complain(problem.text) }
          return error.exitCode
        }
      }
      if !arguments.has("--quiet") {
        let name = file ?? arguments["--config"] ?? "configuration"
        for hint in SupportLint.hints(loaded.configuration, customers) { console.complain("\(name): hint: \(hint)") }
        console.complain("\(name): good")
      }
      return arguments.has("--connect") ? TopicsCheckCommand.inspect(loaded.configuration, console) : .done
    }
  }
}

enum ConfigShowCommand: Command {
  static let description = CommandDescription(
    words: ["config", "show"], summary: "Prints the configuration as it is used: defaults in, secrets redacted.",
    options: ConfigurationOptions.options)

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    ConfigurationOptions.withConfiguration(arguments, console) { configuration in
      console.print(ConfigurationText.show(configuration))
      return .done
    }
  }
}

enum ConfigSchemaCommand: Command {
  static let description = CommandDescription(
    words: ["config", "schema"], summary: "Prints the JSON Schema (2020-12) of the configuration file.",
    discussion:
      "For editors: keep it beside the file as forewarn.schema.json; the file's first line is then \"# yaml-language-server: $schema=forewarn.schema.json\".",
    options: [
      OptionDescription(spelling: "--customers", value: .flag, documentation: "That of the customers file.")
    ])

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    console.print(arguments.has("--customers") ? ConfigurationSchema.ofCustomers : ConfigurationSchema.text)
    return .done
  }
}

enum ConfigSampleCommand: Command {
  static let description = CommandDescription(
    words: ["config", "sample"], summary: "Prints a full configuration file: every setting, its default, a sentence.")

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    console.print(ConfigurationText.sample)
    return .done
  }
}

enum ConfigPresetCommand: Command {
  static let description = CommandDescription(
    words: ["config", "preset"],
    summary: "Prints what a preset sets, to be copied into a topic's entry; without a name, their names.",
    inputs: InputDescription(placeholder: "NAME", documentation: "One of the presets.", maximum: 1))

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    guard let name = arguments.inputs.first else {
      console.print(Presets.names.joined(separator: "\n"))
      return .done
    }
    guard let text = Presets.text(of: name) else {
      console.complain(
        "forewarn: config preset: there is none called \"\(name)\"; there are \(Presets.names.joined(separator: ", "))")
      return .usage
    }
    console.print(text)
    return .done
  }
}

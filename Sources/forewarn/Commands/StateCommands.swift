enum StateInspectCommand: Command {
  static let description = CommandDescription(
    words: ["state", "inspect"], summary: "Prints what the state folder holds.",
    options: ConfigurationOptions.options)

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode { NotWired.refuse(description, console) }
}

enum StateVerifyCommand: Command {
  static let description = CommandDescription(
    words: ["state", "verify"], summary: "Checks the state folder: integrity, checksums, digests.",
    options: ConfigurationOptions.options)

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode { NotWired.refuse(description, console) }
}

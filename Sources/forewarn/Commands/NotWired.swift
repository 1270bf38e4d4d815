/// For verbs whose engine is not linked into this build: they say so, and never pretend.
enum NotWired {
  static func refuse(_ command: CommandDescription, _ console: Console) -> ExitCode {
    console.complain("forewarn: \(command.name): the engine is not part of this build")
    return .internalError
  }
}

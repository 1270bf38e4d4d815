import StreamRuntime

/// Failures of the ports as a person sees them: one sentence of what, one of what to do, and the exit code.
extension ExitCode {
  init(_ failure: RunFailure) {
    self =
      switch failure.kind {
      case .stop: .configuration
      case .takenOver: .takenOver
      case .restart, .disk: .internalError
      case .permission: .permissions
      case .unavailable: .unavailable
      }
  }
}

extension RunFailure {
  var text: String { "\(message). \(remedy)" }
}

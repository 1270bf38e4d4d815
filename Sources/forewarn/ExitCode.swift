/// How a command ends. Scripts and the systemd unit rely on the numbers (sysexits.h where it has one).
enum ExitCode: Int32, Sendable, CaseIterable {
  case done = 0
  /// A check or a test found something.
  case found = 1
  case usage = 64
  /// The input cannot be used as a whole. A single bad record or row never leads here.
  case inputUnusable = 65
  /// A service, in most cases the broker, does not answer.
  case unavailable = 69
  case internalError = 70
  case permissions = 77
  case configuration = 78
  /// Another process has taken over the work of this one; the unit does not restart it.
  case takenOver = 79

  var meaning: String {
    switch self {
    case .done: "done"
    case .found: "a check or a test found something"
    case .usage: "wrong usage"
    case .inputUnusable: "the input cannot be used as a whole"
    case .unavailable: "a service (broker) is unavailable"
    case .internalError: "internal error"
    case .permissions: "permissions of a file forbid it"
    case .configuration: "the configuration is invalid"
    case .takenOver: "another process has taken over"
    }
  }
}

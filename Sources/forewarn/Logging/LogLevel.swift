/// How important a message is; the raw values are what the configuration and the JSON form say.
enum LogLevel: String, CaseIterable, Sendable, Comparable {
  case debug, info, notice, warning, error, critical

  /// syslog's priorities, which the journal uses too.
  var priority: Int {
    switch self {
    case .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }

  static func < (a: LogLevel, b: LogLevel) -> Bool { a.priority > b.priority }
}

enum LogFormat: String, CaseIterable, Sendable {
  case auto, journald, json, text
}

/// Something that is wrong, or unwise, in a file that a person wrote: where, what, and how to mend it, in one line.
struct Problem: Error, Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case error
    /// A file may not be used because of who can read or write it.
    case permission
    case warning
  }

  var kind = Kind.error
  var position: SourcePosition
  var message: String

  var text: String { "\(position.text): \(kind == .warning ? "warning: " : "")\(message)" }
}

/// All problems of a file at once.
struct ConfigurationFailure: Error, Sendable, Equatable {
  var problems: [Problem]

  var exitCode: ExitCode { problems.contains { $0.kind == .permission } ? .permissions : .configuration }
}

/// What reading a file brought to light, beside the values.
struct Findings: Sendable {
  private(set) var problems: [Problem] = []
  /// Where each key was written, by its full path (`topics[0].name`): checks across keys point there.
  var positions: [String: SourcePosition] = [:]

  mutating func add(_ message: String, at position: SourcePosition, kind: Problem.Kind = .error) {
    problems.append(Problem(kind: kind, position: position, message: message))
  }

  /// A problem of a key; of one that was not written, at the start of the file.
  mutating func add(_ message: String, atKey path: String, in source: String, kind: Problem.Kind = .error) {
    add(message, at: positions[path] ?? SourcePosition(source: source, line: 1, column: 1), kind: kind)
  }

  /// By place; those of one place in the order in which they were found.
  var sorted: [Problem] {
    problems.enumerated().sorted { a, b in
      let (p, q) = (a.element.position, b.element.position)
      return (p.source == q.source ? (p.line, p.column, a.offset) < (q.line, q.column, b.offset) : p.source < q.source)
    }.map(\.element)
  }

  func throwErrors() throws(ConfigurationFailure) {
    let all = sorted
    if all.contains(where: { $0.kind != .warning }) { throw ConfigurationFailure(problems: all) }
  }
}

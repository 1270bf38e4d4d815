/// Where a value was written: a place in a file, or a command-line argument (then without line).
struct SourcePosition: Sendable, Hashable {
  var source: String
  /// From 1; 0 = the source has no lines.
  var line = 0
  /// From 1, in characters.
  var column = 0

  var text: String { line == 0 ? source : "\(source):\(line):\(column)" }
}

/// A YAML value with its place. Scalars stay text: what type a value has is for the key to say, so that `no` can be a name
/// and `007` an id.
struct YAMLNode: Sendable, Equatable {
  enum Content: Sendable, Equatable {
    /// `isPlain`: written without quotes, so that it may also be a number, true, false or null.
    case scalar(text: String, isPlain: Bool)
    case sequence([YAMLNode])
    case mapping([Entry])
  }

  struct Entry: Sendable, Equatable {
    var name: String
    var position: SourcePosition
    var value: YAMLNode
  }

  var content: Content
  var position: SourcePosition
  /// The text came out of a credential or a file and must not be shown.
  var isSecret = false

  init(_ content: Content, at position: SourcePosition) {
    self.content = content
    self.position = position
  }

  var isNull: Bool {
    guard case .scalar(let text, isPlain: true) = content else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }

  /// The words of an error message: "…, not a list".
  var kindInWords: String {
    switch content {
    case .scalar(let text, isPlain: let isPlain): isNull ? "null" : isPlain ? text : "\"\(text)\""
    case .sequence: "a list"
    case .mapping: "a section"
    }
  }
}

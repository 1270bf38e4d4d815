import CYAML

/// Reads one YAML document into a tree, strictly: no anchors, aliases, tags or duplicate keys, bounded size and depth.
struct YAMLReader: ~Copyable {
  /// Why a text is no acceptable YAML document.
  struct Failure: Error, Sendable, Equatable {
    var position: SourcePosition
    var message: String
  }

  static let maximumDepth = 16

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let bytes: UnsafeBufferPointer<UInt8>
  private let source: String

  /// `bytes` must be at most `limitBytes` long; the caller names a bound that fits the file's purpose.
  static func read(_ bytes: [UInt8], source: String, limitBytes: Int) throws(Failure) -> YAMLNode {
    guard bytes.count <= limitBytes else {
      throw Failure(
        position: SourcePosition(source: source),
        message: "the file has \(bytes.count) bytes; at most \(limitBytes) are read")
    }
    if let encoding = YAMLComplaint.foreignEncoding(of: bytes) {
      throw Failure(
        position: SourcePosition(source: source, line: 1, column: 1),
        message: "the file is written in \(encoding); save it as UTF-8")
    }
    let text = bytes.starts(with: YAMLComplaint.byteOrderMark) ? bytes.dropFirst(3) : bytes[...]
    // The parser borrows the bytes until it is deleted, so everything happens inside.
    let result: Result<YAMLNode, Failure> = text.withUnsafeBufferPointer { buffer in
      let reader = YAMLReader(borrowing: buffer, source: source)
      do throws(Failure) { return .success(try reader.document()) } catch { return .failure(error) }
    }
    return try result.get()
  }

  private init(borrowing buffer: UnsafeBufferPointer<UInt8>, source: String) {
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    bytes = buffer
    self.source = source
    yaml_parser_initialize(parser)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  private func document() throws(Failure) -> YAMLNode {
    var event = try next()  // stream start
    event = try next()
    guard event.kind == YAML_DOCUMENT_START_EVENT else {
      return YAMLNode(.scalar(text: "", isPlain: true), at: SourcePosition(source: source, line: 1, column: 1))
    }
    let root = try node(from: try next(), depth: 0)
    _ = try next()  // document end
    event = try next()
    guard event.kind == YAML_STREAM_END_EVENT else {
      throw Failure(position: event.position, message: "a second document begins here; the file must hold one")
    }
    return root
  }

  private func node(from event: ParsedEvent, depth: Int) throws(Failure) -> YAMLNode {
    guard depth <= Self.maximumDepth else {
      throw Failure(position: event.position, message: "nested deeper than \(Self.maximumDepth) levels")
    }
    if event.kind == YAML_ALIAS_EVENT || event.hasAnchor {
      throw Failure(position: event.position, message: "anchors and aliases are not taken; write the value out")
    }
    if event.hasTag {
      throw Failure(position: event.position, message: "tags are not taken; quote the value to make it text")
    }
    switch event.kind {
    case YAML_SEQUENCE_START_EVENT:
      var items: [YAMLNode] = []
      while true {
        let item = try next()
        if item.kind == YAML_SEQUENCE_END_EVENT { return YAMLNode(.sequence(items), at: event.position) }
        items.append(try node(from: item, depth: depth + 1))
      }
    case YAML_MAPPING_START_EVENT:
      return YAMLNode(.mapping(try entries(depth: depth)), at: event.position)
    default:
      return YAMLNode(.scalar(text: event.text, isPlain: event.isPlain), at: event.position)
    }
  }

  private func entries(depth: Int) throws(Failure) -> [YAMLNode.Entry] {
    var entries: [YAMLNode.Entry] = []
    var lines: [String: Int] = [:]
    while true {
      let key = try next()
      if key.kind == YAML_MAPPING_END_EVENT { return entries }
      guard key.kind == YAML_SCALAR_EVENT, !key.hasAnchor, !key.hasTag else {
        throw Failure(position: key.position, message: "a key must be plain text")
      }
      if let line = lines.updateValue(key.position.line, forKey: key.text) {
        throw Failure(position: key.position, message: "key \"\(key.text)\" stands here again, first in line \(line)")
      }
      let value = try node(from: try next(), depth: depth + 1)
      entries.append(YAMLNode.Entry(name: key.text, position: key.position, value: value))
    }
  }

  /// What is needed of libyaml's event, which is deleted at once.
  private struct ParsedEvent {
    var kind: yaml_event_type_t
    var position: SourcePosition
    var text = ""
    var isPlain = false
    var hasAnchor = false
    var hasTag = false
  }

  private func next() throws(Failure) -> ParsedEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxFailure() }
    defer { yaml_event_delete(&event) }
    var parsed = ParsedEvent(kind: event.type, position: position(event.start_mark))
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      parsed.text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      parsed.isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
      parsed.hasAnchor = scalar.anchor != nil
      parsed.hasTag = scalar.tag != nil
    case YAML_SEQUENCE_START_EVENT:
      parsed.hasAnchor = event.data.sequence_start.anchor != nil
      parsed.hasTag = event.data.sequence_start.tag != nil
    case YAML_MAPPING_START_EVENT:
      parsed.hasAnchor = event.data.mapping_start.anchor != nil
      parsed.hasTag = event.data.mapping_start.tag != nil
    default: break
    }
    return parsed
  }

  private func syntaxFailure() -> Failure {
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "not YAML"
    // The byte reader's errors (not UTF-8, control characters) know an offset only, and no mark.
    if parser.pointee.error == YAML_READER_ERROR {
      return Failure(
        position: SourcePosition(source: source),
        message: "not YAML: \(problem) at byte \(parser.pointee.problem_offset)")
    }
    if parser.pointee.context.map({ String(cString: $0) }) == "while scanning a quoted scalar" {
      return Failure(
        position: position(parser.pointee.context_mark), message: "a quotation mark is opened here and never closed")
    }
    let mark = parser.pointee.problem_mark
    let clause = YAMLComplaint.clause(about: bytes, problemLine: Int(mark.line) + 1)
    return Failure(position: position(mark), message: "not YAML: \(problem)\(clause)")
  }

  private func position(_ mark: yaml_mark_t) -> SourcePosition {
    SourcePosition(source: source, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }
}

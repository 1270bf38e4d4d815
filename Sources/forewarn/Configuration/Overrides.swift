/// One `--set path=value` or `-X name=value` of the command line.
struct Override: Sendable, Equatable {
  var path: [String]
  var value: YAMLNode

  /// `path=value`; the value is YAML, so `null`, `[a, b]` and numbers mean what they mean in the file.
  init(setting argument: String) throws(Problem) {
    // Without the value: it may be a password, and the message goes to a log.
    let position = SourcePosition(source: "--set \(argument.prefix { $0 != "=" })")
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
      throw Problem(position: position, message: "must be path=value, as in --set cases.open_at_risk=0.8")
    }
    let written = argument[..<equals]
    // librdkafka's names have dots of their own.
    path =
      written.hasPrefix("kafka.")
      ? ["kafka", String(written.dropFirst(6))]
      : written.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    do throws(YAMLReader.Failure) {
      let text = Array(argument[argument.index(after: equals)...].utf8)
      value = try YAMLReader.read(text, source: position.source, limitBytes: 65_536).placed(at: position)
    } catch {
      throw Problem(position: position, message: error.message)
    }
  }

  /// `name=value` for librdkafka; the value is taken as it is.
  init(kafkaProperty argument: String) throws(Problem) {
    let position = SourcePosition(source: "-X \(argument.prefix { $0 != "=" })")
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
      throw Problem(position: position, message: "must be name=value, as in -X bootstrap.servers=kafka:9092")
    }
    path = ["kafka", String(argument[..<equals])]
    value = YAMLNode(.scalar(text: String(argument[argument.index(after: equals)...]), isPlain: false), at: position)
  }
}

extension YAMLNode {
  /// The same value, everything in it placed at one command-line argument.
  func placed(at position: SourcePosition) -> YAMLNode {
    var node = self
    node.position = position
    switch content {
    case .scalar: break
    case .sequence(let items): node.content = .sequence(items.map { $0.placed(at: position) })
    case .mapping(let entries):
      node.content = .mapping(
        entries.map { Entry(name: $0.name, position: position, value: $0.value.placed(at: position)) })
    }
    return node
  }

  /// Sets what stands at a path, making sections on the way. Items of lists are named by their number, from 0.
  mutating func apply(_ path: ArraySlice<String>, _ value: YAMLNode) throws(Problem) {
    guard let name = path.first else {
      self = value
      return
    }
    if isNull { content = .mapping([]) }
    switch content {
    case .mapping(var entries):
      if let index = entries.firstIndex(where: { $0.name == name }) {
        try entries[index].value.apply(path.dropFirst(), value)
        if path.count == 1 { entries[index].position = value.position }
      } else {
        var inner = YAMLNode(.mapping([]), at: value.position)
        try inner.apply(path.dropFirst(), value)
        entries.append(Entry(name: name, position: value.position, value: inner))
      }
      content = .mapping(entries)
    case .sequence(var items):
      guard let index = Int(name), items.indices.contains(index) else {
        throw Problem(
          position: value.position, message: "\"\(name)\" is no item of a list of \(items.count); they count from 0")
      }
      try items[index].apply(path.dropFirst(), value)
      content = .sequence(items)
    case .scalar:
      throw Problem(position: value.position, message: "\"\(name)\" is inside \(kindInWords), which is no section")
    }
  }
}

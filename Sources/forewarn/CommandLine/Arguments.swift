/// What stood on the command line after the verb, checked against its description.
struct Arguments: Sendable, Equatable {
  /// By spelling, in the order given. A flag that is there has one empty text.
  private(set) var values: [String: [String]] = [:]
  private(set) var inputs: [String] = []

  func has(_ option: String) -> Bool { values[option] != nil }
  /// The last one given wins.
  subscript(option: String) -> String? { values[option]?.last }
  func all(_ option: String) -> [String] { values[option] ?? [] }
  func integer(_ option: String) -> Int64? { self[option].flatMap { Int64($0) } }
  func number(_ option: String) -> Double? { self[option].flatMap { decimal($0) } }

  init(_ words: [String], for command: CommandDescription) throws(UsageError) {
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        inputs += rest
        break
      }
      if word == "-" || !word.hasPrefix("-") {
        inputs.append(word)
      } else {
        try take(word, &rest, command)
      }
    }
    for option in command.options where option.isRequired && !has(option.spelling) {
      throw UsageError("\(option.spelling) is missing: \(option.documentation)", command: command)
    }
    let taken = command.inputs.map { $0.minimum...$0.maximum } ?? 0...0
    if inputs.count > taken.upperBound {
      throw UsageError("unexpected \"\(inputs[taken.upperBound])\"", command: command)
    }
    if inputs.count < taken.lowerBound, let placeholder = command.inputs?.placeholder {
      throw UsageError("\(placeholder) is missing", command: command)
    }
  }

  /// `--name VALUE`, `--name=VALUE`, `-X VALUE`, `-XVALUE`, or a flag.
  private mutating func take(
    _ word: String, _ rest: inout ArraySlice<String>, _ command: CommandDescription
  ) throws(UsageError) {
    var spelling = word
    var attached: String?
    if word.hasPrefix("--") {
      if let equals = word.firstIndex(of: "=") {
        spelling = String(word[..<equals])
        attached = String(word[word.index(after: equals)...])
      }
    } else if word.count > 2 {
      spelling = String(word.prefix(2))
      attached = String(word.dropFirst(2))
    }
    guard let option = command.option(spelling) else {
      let clause = Suggestion.clause(for: spelling, in: command.options.map(\.spelling) + ["--help"])
      throw UsageError("unknown option \"\(spelling)\"\(clause)", command: command)
    }
    if case .flag = option.value {
      if let attached { throw UsageError("\(spelling) takes no value (\"\(attached)\")", command: command) }
      values[spelling] = [""]
      return
    }
    // A value may begin with a dash (`--limit -5`), but not be an option of this command: that value was forgotten.
    if attached == nil, let next = rest.first, command.option(next) == nil { attached = rest.popFirst() }
    guard let value = attached else {
      throw UsageError("\(spelling) needs a value: \(spelling) \(option.value.placeholder ?? "")", command: command)
    }
    if let complaint = option.value.complaint(about: value) {
      throw UsageError("\(spelling) \(complaint)", command: command)
    }
    if has(spelling), !option.repeats { throw UsageError("\(spelling) is given twice", command: command) }
    values[spelling, default: []].append(value)
  }
}

/// Wrong usage: a line of what, a line of how.
struct UsageError: Error, Sendable, Equatable {
  var what: String
  var how: String

  init(_ what: String, how: String = "\"forewarn help\" lists the commands.") {
    self.what = what
    self.how = how
  }

  init(_ what: String, command: CommandDescription) {
    self.init("\(command.name): \(what)", how: "\"forewarn \(command.name) --help\" shows how.")
  }
}

/// One thing that a source declares.
struct Declaration {
  enum Kind { case type, function, initializer, accessors, enumCase, other }

  /// Where it stands.
  enum Place { case file, type, extended, requirement, local }

  var kind: Kind
  var name: String
  /// With the enclosing types and the labels: `Engine.advance(to:_:)`.
  var title: String
  var place: Place
  var line: Int
  /// Index of the token that names it.
  var nameAt: Int
  /// Its tokens, from the name to its last one.
  var range: Range<Int>
  var modifiers: Set<String>
  /// What the header of a type inherits from.
  var inherited: [String] = []
  var parameters: [String] = []
  /// The tokens between its braces.
  var body: Range<Int>?
  /// The lines between its braces; a body on one line is one.
  var bodyLines = 0
}

/// What a source declares: types, their members, and functions within functions. Knows as much of the grammar as well formatted
/// sources need, no more.
struct DeclarationParser {
  private let source: SourceTokens
  private(set) var declarations: [Declaration] = []
  private var tokens: [Token] { source.tokens }

  static let modifiers: Set<String> = [
    "public", "package", "internal", "fileprivate", "private", "static", "final", "override", "mutating", "nonmutating",
    "lazy",
    "weak", "unowned", "indirect", "required", "convenience", "prefix", "postfix", "infix", "dynamic", "nonisolated",
    "borrowing",
    "consuming", "optional",
  ]
  static let typeKeywords: Set<String> = ["struct", "enum", "class", "actor", "protocol", "extension"]
  static let starters: Set<String> = [
    "func", "init", "deinit", "subscript", "var", "let", "case", "typealias", "associatedtype", "import",
  ]

  /// A scope of members: what is around them.
  private struct Scope {
    var place: Declaration.Place
    var path: [String]
    var isEnum = false
  }

  init(_ source: SourceTokens) {
    self.source = source
    readMembers(0..<source.tokens.count, Scope(place: .file, path: []))
  }

  // MARK: Members

  private mutating func readMembers(_ range: Range<Int>, _ scope: Scope) {
    var at = range.lowerBound
    while at < range.upperBound {
      let modifiers = readModifiers(&at)
      guard at < range.upperBound else { return }
      switch tokens[at].text {
      case let word where isTypeStart(word, at): at = readType(at, modifiers, scope)
      case "func" where scope.place != .local || isDeclared(at): at = readFunction(at, modifiers, scope)
      case "init" where isDeclared(at), "subscript" where isDeclared(at): at = readFunction(at, modifiers, scope)
      case "var" where scope.place != .local, "let" where scope.place != .local:
        at = readProperty(at, range.upperBound, modifiers, scope)
      case "case" where scope.isEnum: at = readCases(at, range.upperBound, modifiers, scope)
      case "typealias", "associatedtype":
        add(.type, nameAt: at + 1, end: at + 2, modifiers, scope)
        at += 2
      case "{" where scope.place != .local: at = after(at)
      default: at += 1
      }
    }
  }

  /// Attributes count as modifiers too: `@main`.
  private func readModifiers(_ at: inout Int) -> Set<String> {
    var found: Set<String> = []
    while at < tokens.count {
      var word = tokens[at].text
      var next = at + 1
      if word == "@", next < tokens.count {
        word += tokens[next].text
        next += 1
      } else if !Self.modifiers.contains(word) {
        return found
      }
      if next < tokens.count, tokens[next].text == "(" {
        // `private(set)` restricts the setter only.
        if next + 1 < tokens.count, tokens[next + 1].text == "set" { word = "" }
        next = after(next)
      }
      found.insert(word)
      at = next
    }
    return found
  }

  private func isTypeStart(_ word: String, _ at: Int) -> Bool {
    guard Self.typeKeywords.contains(word), at + 1 < tokens.count, tokens[at + 1].isName,
      at == 0 || tokens[at - 1].text != "."
    else { return false }
    return !Self.starters.contains(tokens[at + 1].text) && !Self.modifiers.contains(tokens[at + 1].text)
  }

  /// Not `.init` nor `self.init`.
  private func isDeclared(_ at: Int) -> Bool { at == 0 || tokens[at - 1].text != "." }

  private mutating func readType(_ at: Int, _ modifiers: Set<String>, _ scope: Scope) -> Int {
    let keyword = tokens[at].text
    var name = tokens[at + 1].text
    var header = at + 2
    while header + 1 < tokens.count, tokens[header].text == ".", tokens[header + 1].isName {
      name = tokens[header + 1].text
      header += 2
    }
    guard let open = brace(from: header) else { return header }
    let end = after(open)
    if keyword != "extension" {
      add(.type, nameAt: at + 1, end: end, modifiers, scope)
      declarations[declarations.count - 1].inherited = inherited(header..<open)
    }
    let place: Declaration.Place =
      keyword == "protocol" ? .requirement : keyword == "extension" ? .extended : scope.place == .local ? .local : .type
    readMembers((open + 1)..<(end - 1), Scope(place: place, path: scope.path + [name], isEnum: keyword == "enum"))
    return end
  }

  private mutating func readFunction(_ at: Int, _ modifiers: Set<String>, _ scope: Scope) -> Int {
    let isNamed = tokens[at].text == "func"
    let nameAt = isNamed ? at + 1 : at
    // An operator's name is marks: `==(`, `<(`.
    guard nameAt < tokens.count,
      let open = tokens[(nameAt + 1)...].firstIndex(where: { $0.text == "(" }), let close = source.partner[open]
    else { return at + 1 }
    var declaration = Declaration(
      kind: isNamed ? .function : .initializer,
      name: isNamed && !tokens[nameAt].isName ? tokens[nameAt..<open].map(\.text).joined() : tokens[nameAt].text,
      title: "", place: scope.place, line: tokens[at].line, nameAt: nameAt, range: nameAt..<(close + 1),
      modifiers: modifiers)
    declaration.parameters = labels((open + 1)..<close)
    declaration.title =
      (scope.path + [declaration.name]).joined(separator: ".") + "(" + declaration.parameters.map { $0 + ":" }.joined()
      + ")"
    var end = close + 1
    if scope.place != .requirement, let brace = brace(from: end), let closing = source.partner[brace] {
      declaration.body = (brace + 1)..<closing
      declaration.bodyLines = lines(brace, closing)
      end = closing + 1
    }
    declaration.range = nameAt..<end
    declarations.append(declaration)
    if let body = declaration.body { readMembers(body, Scope(place: .local, path: scope.path + [declaration.name])) }
    return end
  }

  /// `var a: Int`, `let a = 1, b = 2`, `var a: Int { … }`, `let a = { … }()`, `let (a, b) = …`.
  private mutating func readProperty(_ start: Int, _ limit: Int, _ modifiers: Set<String>, _ scope: Scope) -> Int {
    var names: [Int] = []
    var at = start + 1
    if tokens[at].text == "(" {
      names = ((at + 1)..<after(at)).filter { tokens[$0].isName }
      at = after(at)
    } else {
      names = [at]
      at += 1
    }
    var braces: [Int] = []
    while at < limit, !endsProperty(at) {
      if tokens[at].text == "," && at + 2 < limit && tokens[at + 1].isName && [":", "="].contains(tokens[at + 2].text) {
        names.append(at + 1)
      }
      if tokens[at].text == "{" { braces.append(at) }
      at = after(at)
    }
    for name in names { add(.accessors, nameAt: name, end: at, modifiers, scope) }
    for open in braces {
      guard let close = source.partner[open] else { continue }
      let index = declarations.count - 1
      declarations[index].body = (open + 1)..<close
      declarations[index].bodyLines = max(declarations[index].bodyLines, lines(open, close))
      let title = tokens[names.last ?? start].text
      readMembers((open + 1)..<close, Scope(place: .local, path: scope.path + [title]))
    }
    return at
  }

  /// The next member begins on a line of its own, with a word that begins members.
  private func endsProperty(_ at: Int) -> Bool {
    let text = tokens[at].text
    if text == ";" || text == "}" { return true }
    guard tokens[at].line > tokens[at - 1].line else { return false }
    return text == "@" || text == "#" || Self.modifiers.contains(text) || Self.starters.contains(text)
      || Self.typeKeywords.contains(text)
  }

  private mutating func readCases(_ start: Int, _ limit: Int, _ modifiers: Set<String>, _ scope: Scope) -> Int {
    var at = start
    repeat {
      let name = at + 1
      at = name + 1
      while at < limit, tokens[at].text != ",", !endsProperty(at) { at = after(at) }
      add(.enumCase, nameAt: name, end: at, modifiers, scope)
    } while at < limit && tokens[at].text == ","
    return at
  }

  // MARK: Parts

  private mutating func add(
    _ kind: Declaration.Kind, nameAt: Int, end: Int, _ modifiers: Set<String>, _ scope: Scope
  ) {
    let name = tokens[nameAt].text
    declarations.append(
      Declaration(
        kind: kind, name: name, title: (scope.path + [name]).joined(separator: "."), place: scope.place,
        line: tokens[nameAt].line, nameAt: nameAt, range: nameAt..<end, modifiers: modifiers))
  }

  /// Behind the token, or behind the bracket that closes it.
  private func after(_ at: Int) -> Int {
    ["(", "[", "{"].contains(tokens[at].text) ? (source.partner[at] ?? tokens.count - 1) + 1 : at + 1
  }

  /// The next brace that opens a body; nil where something else closes before.
  private func brace(from start: Int) -> Int? {
    var at = start
    while at < tokens.count, tokens[at].text != "}" {
      if tokens[at].text == "{" { return at }
      at = after(at)
    }
    return nil
  }

  /// The names behind the colon of a type's header, up to a `where`.
  private func inherited(_ header: Range<Int>) -> [String] {
    var angles = 0
    for at in header {
      switch tokens[at].text {
      case "<": angles += 1
      case ">": angles -= 1
      case "where" where angles == 0: return []
      case ":" where angles == 0:
        return tokens[at..<header.upperBound].prefix { $0.text != "where" }.filter(\.isName).map(\.text)
      default: break
      }
    }
    return []
  }

  /// The external labels of parameters.
  private func labels(_ range: Range<Int>) -> [String] {
    var labels: [String] = []
    var at = range.lowerBound
    var angles = 0
    var expectsLabel = true
    while at < range.upperBound {
      if expectsLabel {
        labels.append(tokens[at].text)
        expectsLabel = false
      }
      switch tokens[at].text {
      case "<": angles += 1
      case ">": angles -= 1
      case "," where angles <= 0:
        expectsLabel = true
        angles = 0
      default: break
      }
      at = after(at)
    }
    return labels
  }

  private func lines(_ open: Int, _ close: Int) -> Int {
    tokens[open].line == tokens[close].line ? 1 : tokens[close].line - tokens[open].line - 1
  }
}

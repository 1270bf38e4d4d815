/// A source with what it says and declares.
struct ParsedSource {
  let path: String
  let lineCount: Int
  let tokens: SourceTokens
  let declarations: [Declaration]

  init(path: String, text: String) {
    self.path = path
    lineCount = text.split(separator: "\n", omittingEmptySubsequences: false).count - (text.hasSuffix("\n") ? 1 : 0)
    tokens = SourceTokens(text)
    declarations = DeclarationParser(tokens).declarations
  }

  /// `ForewarnCore`
  var module: String { String(path.split(separator: "/")[1]) }

  /// `Panes` for `Sources/ForewarnCore/Panes/Cells.swift`, and for what lies deeper; empty for a file at the module's top.
  var folder: String { path.split(separator: "/").dropFirst(2).dropLast().first.map(String.init) ?? "" }

  static let sources = SourceTree.sources.map { ParsedSource(path: $0.path, text: $0.lines.joined(separator: "\n")) }
}

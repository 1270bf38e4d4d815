/// A Swift source without its comments and without what stands in its string literals: blanks stand for them, so that every other
/// byte keeps its place. What is interpolated into a string is code, and stays.
///
/// Regex literals are not known; we write none.
struct SwiftText {
  private(set) var code: [UInt8]
  private var at = 0
  private var nesting: [Nesting] = []

  private enum Nesting {
    /// Within `"`, `"""` or either with so many `#`.
    case string(hashes: Int, isMultiline: Bool)
    /// Within `\(`, with so many parentheses open.
    case interpolation(open: Int)
  }

  init(_ source: String) {
    code = Array(source.utf8)
    while at < code.count {
      switch nesting.last {
      case .string(let hashes, let isMultiline): skipString(hashes, isMultiline)
      case .interpolation(let open): skipCode(openParentheses: open)
      case nil: skipCode(openParentheses: nil)
      }
    }
  }

  private mutating func skipCode(openParentheses: Int?) {
    switch code[at] {
    case UInt8(ascii: "/") where startsWith("//"):
      while at < code.count, code[at] != UInt8(ascii: "\n") { blank() }
    case UInt8(ascii: "/") where startsWith("/*"):
      skipBlockComment()
    case UInt8(ascii: "\""), UInt8(ascii: "#"):
      guard let (hashes, isMultiline) = stringStart() else { return at += 1 }
      nesting.append(.string(hashes: hashes, isMultiline: isMultiline))
      for _ in 0..<(hashes + (isMultiline ? 3 : 1)) { blank() }
    case UInt8(ascii: "("), UInt8(ascii: ")"):
      if let open = openParentheses {
        let left = open + (code[at] == UInt8(ascii: "(") ? 1 : -1)
        nesting.removeLast()
        if left > 0 { nesting.append(.interpolation(open: left)) }
      }
      at += 1
    default: at += 1
    }
  }

  private mutating func skipString(_ hashes: Int, _ isMultiline: Bool) {
    let marks = String(repeating: "#", count: hashes)
    if startsWith("\\" + marks) {
      for _ in 0...hashes { blank() }
      if startsWith("(") {
        nesting.append(.interpolation(open: 1))
        at += 1
      } else if at < code.count {
        blank()
      }
    } else if startsWith((isMultiline ? "\"\"\"" : "\"") + marks) {
      nesting.removeLast()
      for _ in 0..<(hashes + (isMultiline ? 3 : 1)) { blank() }
    } else {
      blank()
    }
  }

  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      let change = startsWith("/*") ? 1 : startsWith("*/") ? -1 : 0
      depth += change
      for _ in 0..<(change == 0 ? 1 : 2) { blank() }
    } while depth > 0 && at < code.count
  }

  private func stringStart() -> (hashes: Int, isMultiline: Bool)? {
    let hashes = code[at...].prefix { $0 == UInt8(ascii: "#") }.count
    let quotes = code[(at + hashes)...].prefix(3).prefix { $0 == UInt8(ascii: "\"") }.count
    return quotes == 0 ? nil : (hashes, quotes == 3)
  }

  private func startsWith(_ text: String) -> Bool {
    let bytes = text.utf8
    return at + bytes.count <= code.count && code[at..<(at + bytes.count)].elementsEqual(bytes)
  }

  private mutating func blank() {
    if code[at] != UInt8(ascii: "\n") { code[at] = UInt8(ascii: " ") }
    at += 1
  }
}

/// A word (`count`, `func`, `0x1F`) or a mark (`{`; `->` is one).
struct Token: Equatable {
  var text: String
  var line: Int

  var isName: Bool { text.utf8.first.map { SourceTokens.isWord($0) && !SourceTokens.isDigit($0) } ?? false }
}

/// The words and marks of a source, and which bracket closes which.
struct SourceTokens {
  private(set) var tokens: [Token] = []
  /// Parallel to `tokens`: for an opening bracket the index of its closing one, and the other way around.
  private(set) var partner: [Int?] = []

  init(_ source: String) {
    let code = SwiftText(source).code
    var at = 0
    var line = 1
    while at < code.count {
      let start = at
      if Self.isWord(code[at]) {
        while at < code.count, Self.isWord(code[at]) { at += 1 }
      } else {
        at += 1
        if code[start] == UInt8(ascii: "\n") { line += 1 }
        if code[start] <= UInt8(ascii: " ") || code[start] == UInt8(ascii: "`") { continue }
        if code[start] == UInt8(ascii: "-"), at < code.count, code[at] == UInt8(ascii: ">") { at += 1 }
      }
      tokens.append(Token(text: String(decoding: code[start..<at], as: UTF8.self), line: line))
    }
    partner = Self.partners(tokens)
  }

  private static func partners(_ tokens: [Token]) -> [Int?] {
    var partner = [Int?](repeating: nil, count: tokens.count)
    var open: [Int] = []
    for (index, token) in tokens.enumerated() {
      switch token.text {
      case "(", "[", "{": open.append(index)
      case ")", "]", "}":
        guard let start = open.popLast() else { continue }
        partner[start] = index
        partner[index] = start
      default: break
      }
    }
    return partner
  }

  static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

/// What is most often behind a text that is no YAML, in words for the one who wrote it.
enum YAMLComplaint {
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// nil when it may be UTF-8, as it has to be.
  static func foreignEncoding(of bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
    // Without a mark, its ASCII has a zero in every other place.
    if bytes.count >= 4, bytes[0] == 0 && bytes[2] == 0 || bytes[1] == 0 && bytes[3] == 0 { return "UTF-16" }
    return nil
  }

  /// What is to be looked at, beside the parser's own words: a tab before the first word of the line, or a quotation mark that stays open in
  /// this line or in one before it.
  static func clause(about text: some Collection<UInt8>, problemLine: Int) -> String {
    let lines = text.split(separator: 0x0A, maxSplits: problemLine, omittingEmptySubsequences: false).prefix(
      problemLine)
    guard let line = lines.last else { return "" }
    if line.prefix(while: { $0 == 0x20 || $0 == 0x09 }).contains(0x09) {
      return "; line \(problemLine) begins with a tab: indent with blanks"
    }
    for (index, line) in lines.enumerated() where hasOpenQuote(line) {
      return "; is the quotation mark in line \(index + 1) closed?"
    }
    return ""
  }

  /// Double quotes outside of comments; what a backslash escapes does not count.
  private static func hasOpenQuote(_ line: some Collection<UInt8>) -> Bool {
    var isOpen = false
    var before: UInt8 = 0x20
    for byte in line {
      if byte == UInt8(ascii: "#"), !isOpen, before == 0x20 { break }
      if byte == UInt8(ascii: "\""), before != UInt8(ascii: "\\") { isOpen.toggle() }
      before = byte == before && byte == UInt8(ascii: "\\") ? 0 : byte
    }
    return isOpen
  }
}

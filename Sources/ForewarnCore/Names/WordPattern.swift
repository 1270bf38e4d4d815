/// A name in which `*` stands for any text, compared by bytes.
struct WordPattern: Equatable {
  private let parts: [ArraySlice<UInt8>]

  init(_ pattern: Name) {
    parts = Array(pattern.text.utf8).split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
  }

  func matches(_ name: Name) -> Bool {
    let bytes = Array(name.text.utf8)
    guard parts.count > 1, let first = parts.first, let last = parts.last else {
      return parts.first.map { bytes.elementsEqual($0) } ?? bytes.isEmpty
    }
    guard bytes.count >= first.count + last.count, bytes.starts(with: first),
      bytes.suffix(last.count).elementsEqual(last)
    else { return false }
    var at = first.count
    let end = bytes.count - last.count
    assert(at <= end, "the ends of a pattern do not overlap")
    for part in parts.dropFirst().dropLast() {
      guard let found = (at...end).first(where: { $0 + part.count <= end && bytes[$0...].starts(with: part) }) else {
        return false
      }
      at = found + part.count
    }
    return true
  }
}

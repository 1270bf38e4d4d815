/// Another system's word as words are compared: ASCII letters small, each run of blanks, hyphens, dashes and underscores as one
/// underscore, and none of them around it. It holds its bytes itself, so that looking one up allocates nothing.
public struct FoldedWord: Equatable, Sendable {
  /// In bytes, folded.
  public static let limit = 64

  private var bytes = InlineArray<64, UInt8>(repeating: 0)
  private(set) var count = 0

  public var isEmpty: Bool { count == 0 }

  /// Digits alone: what they mean depends on the scale that they stand on.
  var isNumeral: Bool {
    for index in 0..<count where bytes[index] &- UInt8(ascii: "0") > 9 { return false }
    return count > 0
  }

  /// nil when it is longer than any word.
  public init?(_ text: String) {
    var text = text
    guard let word = text.withUTF8({ FoldedWord(Bytes(UnsafeRawBufferPointer($0))) }) else { return nil }
    self = word
  }

  init?(_ text: Bytes) {
    let trimmed = text.trimmed
    guard let base = trimmed.base else { return }
    var at = 0
    while at < trimmed.count {
      let separator = Self.separator(base + at, trimmed.count - at)
      var byte = (base + at).load(as: UInt8.self)
      if byte &- UInt8(ascii: "A") < 26 { byte |= 0x20 }
      at += max(separator, 1)
      if separator > 0 {
        if count == 0 || bytes[count - 1] == UInt8(ascii: "_") { continue }
        byte = UInt8(ascii: "_")
      }
      guard count < Self.limit else { return nil }
      bytes[count] = byte
      count += 1
    }
    if count > 0, bytes[count - 1] == UInt8(ascii: "_") { count -= 1 }
  }

  public static func == (a: FoldedWord, b: FoldedWord) -> Bool {
    guard a.count == b.count else { return false }
    for index in 0..<a.count where a.bytes[index] != b.bytes[index] { return false }
    return true
  }

  /// The next run of letters and digits from `place` on, which moves behind it; nil at the end. Whatever is not ASCII is a letter.
  func nextPart(_ place: inout Int) -> FoldedWord? {
    while place < count, !Self.isLetterOrDigit(bytes[place]) { place += 1 }
    guard place < count else { return nil }
    var part = self
    part.count = 0
    while place < count, Self.isLetterOrDigit(bytes[place]) {
      part.bytes[part.count] = bytes[place]
      part.count += 1
      place += 1
    }
    return part
  }

  /// Of a folded byte.
  static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") <= 9
  }

  /// How many bytes of a blank, hyphen, dash or underscore stand here.
  private static func separator(_ at: UnsafeRawPointer, _ left: Int) -> Int {
    switch at.load(as: UInt8.self) {
    // Control characters are blanks, as in names.
    case 0...0x20, 0x7F, UInt8(ascii: "-"), UInt8(ascii: "_"): return 1
    // A no-break space.
    case 0xC2: return left >= 2 && (at + 1).load(as: UInt8.self) == 0xA0 ? 2 : 0
    // U+2010 to U+2015, hyphens and dashes.
    case 0xE2:
      guard left >= 3, (at + 1).load(as: UInt8.self) == 0x80 else { return 0 }
      return (0x90...0x95).contains((at + 2).load(as: UInt8.self)) ? 3 : 0
    default: return 0
    }
  }
}

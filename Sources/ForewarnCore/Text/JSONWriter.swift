/// Writes JSON in the order in which it is told to: keys have a fixed order, and numbers a fixed form, so that the same case gives the
/// same bytes everywhere.
public struct JSONWriter {
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false
  private var depth = 0
  private let isIndented: Bool

  /// On one line, or indented by two spaces a level.
  public init(isIndented: Bool = false) {
    self.isIndented = isIndented
    bytes.reserveCapacity(2_048)
  }

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  public mutating func object(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) {
    open(key, UInt8(ascii: "{"))
    body(&self)
    close(UInt8(ascii: "}"))
  }

  public mutating func array(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) {
    open(key, UInt8(ascii: "["))
    body(&self)
    close(UInt8(ascii: "]"))
  }

  public mutating func string(_ key: String? = nil, _ value: String?) {
    start(key)
    if let value { quote(value) } else { bytes.append(contentsOf: "null".utf8) }
  }

  public mutating func strings(_ key: String, _ values: [String]) {
    array(key) { json in for value in values { json.string(nil, value) } }
  }

  public mutating func integer(_ key: String? = nil, _ value: Int64?) {
    start(key)
    bytes.append(contentsOf: (value.map { String($0) } ?? "null").utf8)
  }

  public mutating func bool(_ key: String? = nil, _ value: Bool) {
    start(key)
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  public mutating func null(_ key: String? = nil) {
    start(key)
    bytes.append(contentsOf: "null".utf8)
  }

  /// A number with at most so many decimals, without trailing zeros; what is not finite becomes null.
  package mutating func number(_ key: String? = nil, _ value: Double, decimals: Int) {
    start(key)
    bytes.append(contentsOf: (FixedPoint.text(value, decimals: decimals) ?? "null").utf8)
  }

  /// The shortest number that reads back as the same; what is not finite becomes null.
  public mutating func number(_ key: String? = nil, _ value: Double?) {
    start(key)
    let text = value.flatMap { $0.isFinite ? $0 == 0 ? "0" : "\($0)" : nil }
    bytes.append(contentsOf: (text ?? "null").utf8)
  }

  /// A value that was JSON before, as it was written.
  package mutating func written(_ key: String? = nil, _ value: String) {
    start(key)
    bytes.append(contentsOf: value.utf8)
  }

  private mutating func start(_ key: String?) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
    if depth > 0 { breakLine() }
    guard let key else { return }
    quote(key)
    bytes.append(UInt8(ascii: ":"))
    if isIndented { bytes.append(UInt8(ascii: " ")) }
  }

  private mutating func breakLine() {
    guard isIndented else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }

  private mutating func open(_ key: String?, _ bracket: UInt8) {
    start(key)
    bytes.append(bracket)
    needsComma = false
    depth += 1
  }

  private mutating func close(_ bracket: UInt8) {
    depth -= 1
    if needsComma { breakLine() }
    bytes.append(bracket)
    needsComma = true
  }

  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0x0A: bytes.append(contentsOf: "\\n".utf8)
      case 0..<0x20, 0x7F:
        bytes.append(contentsOf: "\\u00".utf8)
        for nibble in [byte >> 4, byte & 15] { bytes.append(nibble < 10 ? 48 + nibble : 87 + nibble) }
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

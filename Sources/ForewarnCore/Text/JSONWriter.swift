/// Writes JSON in the order in which it is told to: keys have a fixed order, and numbers a fixed form, so that the same case gives the
/// same bytes everywhere.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  init() { bytes.reserveCapacity(2_048) }

  mutating func object(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) {
    open(key, UInt8(ascii: "{"))
    body(&self)
    close(UInt8(ascii: "}"))
  }

  mutating func array(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) {
    open(key, UInt8(ascii: "["))
    body(&self)
    close(UInt8(ascii: "]"))
  }

  mutating func string(_ key: String? = nil, _ value: String?) {
    start(key)
    if let value { quote(value) } else { bytes.append(contentsOf: "null".utf8) }
  }

  mutating func strings(_ key: String, _ values: [String]) {
    array(key) { json in for value in values { json.string(nil, value) } }
  }

  mutating func integer(_ key: String? = nil, _ value: Int64?) {
    start(key)
    bytes.append(contentsOf: (value.map { String($0) } ?? "null").utf8)
  }

  mutating func bool(_ key: String? = nil, _ value: Bool) {
    start(key)
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  mutating func null(_ key: String? = nil) {
    start(key)
    bytes.append(contentsOf: "null".utf8)
  }

  /// A number with at most so many decimals, without trailing zeros; what is not finite becomes null.
  mutating func number(_ key: String? = nil, _ value: Double, decimals: Int) {
    start(key)
    bytes.append(contentsOf: (FixedPoint.text(value, decimals: decimals) ?? "null").utf8)
  }

  private mutating func start(_ key: String?) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
    guard let key else { return }
    quote(key)
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func open(_ key: String?, _ bracket: UInt8) {
    start(key)
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
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

/// Decimal text of a Double by integer arithmetic: no locale, no exponent, no libc.
enum FixedPoint {
  static func text(_ value: Double, decimals: Int) -> String? {
    guard value.isFinite, value.magnitude < 1e15 else { return nil }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 9e18 else { return nil }
    var whole = String(UInt64(scaled))
    while whole.utf8.count <= decimals { whole = "0" + whole }
    var digits = Array(whole.utf8)
    var fraction = Array(digits.suffix(decimals))
    digits.removeLast(decimals)
    while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
    let body = fraction.isEmpty ? digits : digits + [UInt8(ascii: ".")] + fraction
    let isZero = body == [UInt8(ascii: "0")]
    return (value < 0 && !isZero ? "-" : "") + String(decoding: body, as: UTF8.self)
  }
}

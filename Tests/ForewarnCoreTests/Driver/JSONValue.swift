/// JSON with its members in the order in which they were written: enough to look into outputs, and strict about what is not JSON.
indirect enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  struct Member: Equatable, Sendable {
    var key: String
    var value: JSONValue
  }

  subscript(key: String) -> JSONValue {
    guard case .object(let members) = self else { return .null }
    return members.first { $0.key == key }?.value ?? .null
  }

  subscript(index: Int) -> JSONValue { list.indices.contains(index) ? list[index] : .null }

  var keys: [String] { if case .object(let members) = self { members.map(\.key) } else { [] } }
  var list: [JSONValue] { if case .array(let list) = self { list } else { [] } }
  var text: String? { if case .string(let text) = self { text } else { nil } }
  var number: Double? { if case .number(let number) = self { number } else { nil } }
  var integer: Int? { number.flatMap { Int(exactly: $0) } }
  var flag: Bool? { if case .bool(let flag) = self { flag } else { nil } }

  /// Without one member, wherever it stands.
  func without(_ key: String) -> JSONValue {
    switch self {
    case .object(let members):
      .object(members.filter { $0.key != key }.map { Member(key: $0.key, value: $0.value.without(key)) })
    case .array(let list): .array(list.map { $0.without(key) })
    default: self
    }
  }

  init?(bytes: [UInt8]) {
    guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
    var parser = Parser(bytes: bytes)
    guard let value = parser.value() else { return nil }
    parser.skipBlanks()
    guard parser.at == bytes.count else { return nil }
    self = value
  }

  private struct Parser {
    let bytes: [UInt8]
    var at = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    mutating func skipBlanks() {
      while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      skipBlanks()
      guard next == UInt8(ascii: character) else { return false }
      at += 1
      return true
    }

    mutating func word(_ word: String, _ value: JSONValue) -> JSONValue? {
      guard bytes[at...].starts(with: word.utf8) else { return nil }
      at += word.utf8.count
      return value
    }

    mutating func value() -> JSONValue? {
      skipBlanks()
      switch next {
      case UInt8(ascii: "{"): return object()
      case UInt8(ascii: "["): return array()
      case UInt8(ascii: "\""): return string().map { .string($0) }
      case UInt8(ascii: "t"): return word("true", .bool(true))
      case UInt8(ascii: "f"): return word("false", .bool(false))
      case UInt8(ascii: "n"): return word("null", .null)
      default:
        let from = at
        while let byte = next, (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte) { at += 1 }
        return Double(String(decoding: bytes[from..<at], as: UTF8.self)).map { .number($0) }
      }
    }

    mutating func object() -> JSONValue? {
      at += 1
      var members: [Member] = []
      if take("}") { return .object([]) }
      repeat {
        skipBlanks()
        guard let key = string(), take(":"), let value = value(), !members.contains(where: { $0.key == key }) else {
          return nil
        }
        members.append(Member(key: key, value: value))
      } while take(",")
      return take("}") ? .object(members) : nil
    }

    mutating func array() -> JSONValue? {
      at += 1
      var list: [JSONValue] = []
      if take("]") { return .array([]) }
      repeat {
        guard let value = value() else { return nil }
        list.append(value)
      } while take(",")
      return take("]") ? .array(list) : nil
    }

    mutating func string() -> String? {
      guard next == UInt8(ascii: "\"") else { return nil }
      at += 1
      var text: [UInt8] = []
      while let byte = next {
        at += 1
        switch byte {
        case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
        case ..<0x20: return nil
        case UInt8(ascii: "\\"):
          guard let escaped = next else { return nil }
          at += 1
          switch escaped {
          case UInt8(ascii: "n"): text.append(0x0A)
          case UInt8(ascii: "u"):
            guard at + 4 <= bytes.count,
              let code = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16),
              let scalar = Unicode.Scalar(code)
            else { return nil }
            at += 4
            text.append(contentsOf: String(Character(scalar)).utf8)
          case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escaped)
          default: return nil
          }
        default: text.append(byte)
        }
      }
      return nil
    }
  }
}

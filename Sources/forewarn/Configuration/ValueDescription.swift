import ForewarnCore

/// What a text must look like.
enum TextRule: Sendable, Equatable {
  case any, topicName, applicationID, listenAddress, jsonPointer, timeZone, duration, relation, linkTemplate, token,
    headerName

  /// nil when the text will do, else what it must be.
  func complaint(about text: String) -> String? {
    switch self {
    case .any:
      Words.folded(text).isEmpty ? "must not be empty" : nil
    case .topicName:
      (1...249).contains(text.utf8.count) && text.utf8.allSatisfy(Self.isNameByte) && text != "." && text != ".."
        ? nil : "must be a Kafka topic name (1 to 249 of A–Z a–z 0–9 . _ -), not \"\(text)\""
    case .applicationID:
      (1...100).contains(text.utf8.count) && text.utf8.allSatisfy(Self.isNameByte)
        ? nil : "must be 1 to 100 of A–Z a–z 0–9 . _ -, not \"\(text)\""
    case .listenAddress:
      Self.isListenAddress(text) ? nil : "must be address:port such as 127.0.0.1:9464 or [::1]:9464, not \"\(text)\""
    case .jsonPointer:
      FieldPointer(text) != nil ? nil : "must be a JSON Pointer (RFC 6901) such as /labels/host, not \"\(text)\""
    case .timeZone:
      TimeZoneNames.steps(of: text) != nil
        ? nil
        : "must be a time zone of this machine, such as Europe/Paris, or an offset such as +05:30, not \"\(text)\""
    case .duration:
      DurationText.seconds(in: text).map { (1...Self.longestDuration).contains($0) } == true
        ? nil : "must be an ISO 8601 duration up to a year, such as PT30M, PT4H or P1D, not \"\(text)\""
    case .relation:
      (1...32).contains(text.utf8.count) && text.utf8.allSatisfy(Self.isRelationByte)
        ? nil : "must be 1 to 32 of a–z 0–9 - _, such as runbook, not \"\(text)\""
    case .linkTemplate: LinkTemplate.complaint(aboutHref: text).map { "\($0), not \"\(text)\"" }
    // A text that still has its ${…} is looked at where its secret is. What is wrong with a secret is said without it.
    case .token:
      text.contains("${") || (16...512).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        ? nil : "must be 16 to 512 visible ASCII characters without spaces"
    case .headerName:
      (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(Self.isHeaderByte)
        ? nil : "must be the name of a header, such as X-Forwarded-User, not \"\(text)\""
    }
  }

  /// For the JSON Schema (ECMA-262).
  var pattern: String? {
    switch self {
    case .any: nil
    case .topicName: "^[A-Za-z0-9._-]{1,249}$"
    case .applicationID: "^[A-Za-z0-9._-]{1,100}$"
    case .listenAddress: "^([0-9.]+|\\[[0-9A-Fa-f:]+\\]):[0-9]{1,5}$"
    case .jsonPointer: "^\\$?(/([^/~]|~[01])*)+$"
    case .timeZone, .token: nil
    case .headerName: "^[A-Za-z0-9-]{1,64}$"
    case .duration: "^P(?=.)([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+S)?)?$"
    case .relation: "^[a-z0-9_-]{1,32}$"
    case .linkTemplate: "^https?://[^/?#{}@ ]+([/?#][^ ]*)?$"
    }
  }

  private static let longestDuration: Int64 = 366 * 86_400

  private static func isRelationByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Of the names that a proxy can be relied on to set: some take `_` for `-`.
  private static func isHeaderByte(_ byte: UInt8) -> Bool { isNameByte(byte) && byte != 0x5F && byte != 0x2E }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: false
    }
  }

  /// An IP address and a port. Names are not resolved: what is meant must be certain.
  private static func isListenAddress(_ text: String) -> Bool {
    guard let colon = text.lastIndex(of: ":"), UInt16(text[text.index(after: colon)...]) != nil else { return false }
    let host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      let address = host.dropFirst().dropLast()
      return !address.isEmpty && address.allSatisfy("0123456789abcdefABCDEF:.".contains)
    }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil && !$0.hasPrefix("+") }
  }
}

/// What values a key takes.
indirect enum ValueDescription: Sendable {
  case integer(ClosedRange<Int64>)
  case number(ClosedRange<Double>)
  case text(TextRule)
  case choice([String])
  case texts
  /// Names to texts; `names` nil = any name.
  case table(names: [String]?, TextRule)
  /// Names to values of one kind; `names` nil = any words.
  case mapping(names: [String]?, isWhole: Bool, ValueDescription)
  /// Our fields to where they come from.
  case fields([String])
  /// Words of others to one of these.
  case words([String])
  case rows([KeyDescription])
}

/// Everything about a key but where its value goes.
struct KeyDescription: Sendable {
  /// Dotted, as in `--set`.
  var path: String
  var value: ValueDescription
  var unit: String?
  /// One sentence.
  var documentation: String
  var isRequired = false
  /// Takes `null`, which turns off what the key names.
  var isNullable = false
}

/// A value as `config show`, the sample and the JSON Schema print it.
indirect enum ShownValue: Sendable, Equatable {
  struct Pair: Sendable, Equatable {
    var name: String
    var value: ShownValue
  }

  case null
  case flag(Bool)
  case integer(Int64)
  case number(Double)
  case text(String)
  case list([ShownValue])
  case table([Pair])
}

extension ShownValue {
  /// On one line.
  var json: String {
    var json = JSONWriter()
    write(to: &json)
    return json.text
  }

  /// Whole numbers without a point, as people write them.
  func write(_ name: String? = nil, to json: inout JSONWriter) {
    switch self {
    case .null: json.null(name)
    case .flag(let value): json.bool(name, value)
    case .integer(let value): json.integer(name, value)
    case .number(let value):
      if let whole = Int64(exactly: value) { json.integer(name, whole) } else { json.number(name, value) }
    case .text(let text): json.string(name, text)
    case .list(let items): json.array(name) { json in for item in items { item.write(to: &json) } }
    case .table(let pairs): json.object(name) { json in for pair in pairs { pair.value.write(pair.name, to: &json) } }
    }
  }
}

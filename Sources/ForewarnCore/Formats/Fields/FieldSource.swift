/// Where one of our fields comes from in values of a shape of one's own, and how it is to be read.
public struct FieldSource: Sendable, Equatable, ExpressibleByStringLiteral {
  public enum Origin: Sendable, Equatable {
    /// JSON Pointers (RFC 6901); the first that leads to something wins. `$/a` starts at the record where `/a` starts at an element of
    /// `each`. A pointer goes on into a text that is JSON.
    case pointers([String])
    case constant(String)
    case key
    case topic
    case header(String)
    /// Text with pointers in braces: `{/method} {/path}`; a name alone stands for a pointer to it.
    case template(String)
  }

  public var origin: Origin
  /// Of a duration that is a number; that of the topic where it is not said.
  public var unit: DurationUnit?
  /// Of `error`: a number from here on is one.
  public var atLeast: Int64?
  /// What stands there to what it means; `*` stands for everything else.
  public var values: [String: String]
  /// What it is where nothing is there.
  public var fallback: String?

  public init(
    _ origin: Origin, unit: DurationUnit? = nil, atLeast: Int64? = nil, values: [String: String] = [:],
    fallback: String? = nil
  ) {
    self.origin = origin
    self.unit = unit
    self.atLeast = atLeast
    self.values = values
    self.fallback = fallback
  }

  public init(stringLiteral pointer: String) { self.init(.pointers([pointer])) }

  /// Our fields, as `fields:` spells them.
  public static var names: [String] { FieldMap.names }

  /// What is wrong with it, in a sentence.
  public var problem: String? {
    switch origin {
    case .pointers(let pointers):
      if pointers.isEmpty { return "a list of pointers needs at least one" }
      return pointers.first { FieldPointer($0) == nil }.map { FieldPointer.complaint(about: $0) }
    case .template(let text):
      guard let parts = FieldTemplate.parts(of: text) else {
        return "`\(text)` is no template such as \"{/method} {/path}\": every { needs a pointer and a }"
      }
      return parts.contains { if case .pointer = $0 { true } else { false } }
        ? nil : "`\(text)` holds no pointer in braces; `constant:` is for a text that is always the same"
    case .constant(let text): return text.isEmpty ? "a constant needs a text" : nil
    case .header(let name): return name.isEmpty ? "a header has a name" : nil
    case .key, .topic: return nil
    }
  }

  /// As it is named in messages.
  public var words: String {
    switch origin {
    case .pointers(let pointers): pointers.joined(separator: ", ")
    case .constant: "a constant"
    case .key: "the record's key"
    case .topic: "the topic"
    case .header(let name): "header \(name)"
    case .template(let text): text
    }
  }
}

/// A JSON Pointer (RFC 6901) into the value, or with `$` before it into the record where values are elements of it.
public struct FieldPointer: Sendable, Equatable {
  /// Names and places, unescaped.
  let path: [[UInt8]]
  let isOfRecord: Bool

  /// nil when it is none, or points at the whole value.
  public init?(_ text: String) {
    var bytes = Array(text.utf8)[...]
    isOfRecord = bytes.first == UInt8(ascii: "$")
    if isOfRecord { bytes = bytes.dropFirst() }
    guard bytes.first == UInt8(ascii: "/") else { return nil }
    var path: [[UInt8]] = []
    for token in bytes.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      guard let name = Self.unescaped(token) else { return nil }
      path.append(name)
    }
    guard path.count < Limits.jsonDepth else { return nil }
    self.path = path
  }

  private static func unescaped(_ token: ArraySlice<UInt8>) -> [UInt8]? {
    var name: [UInt8] = []
    var isEscape = false
    for byte in token {
      if isEscape {
        guard byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") else { return nil }
        name.append(byte == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/"))
        isEscape = false
      } else if byte == UInt8(ascii: "~") {
        isEscape = true
      } else {
        name.append(byte)
      }
    }
    return isEscape ? nil : name
  }

  public static func complaint(about text: String) -> String {
    "`\(text)` is no JSON Pointer to a member, such as /a/b (RFC 6901), or $/a/b where `each:` is set"
  }
}

/// The parts of `{/method} {/path}`.
enum FieldTemplate {
  enum Part: Equatable {
    case text(String)
    case pointer(String)
  }

  /// nil when braces do not match, or hold no pointer.
  static func parts(of text: String) -> [Part]? {
    var parts: [Part] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
      guard let close = rest[open...].firstIndex(of: "}") else { return nil }
      let inside = String(rest[rest.index(after: open)..<close])
      let pointer = inside.contains("/") ? inside : "/" + inside
      guard !inside.isEmpty, FieldPointer(pointer) != nil else { return nil }
      parts.append(.pointer(pointer))
      rest = rest[rest.index(after: close)...]
    }
    if rest.contains("}") { return nil }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    return parts
  }
}

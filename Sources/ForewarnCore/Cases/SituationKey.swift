/// Whose situation, and of what kind: the key of a book row and of the case events. Told apart and ordered by the bytes
/// `<instance>|<kind>`, as stores and Kafka do. An instance's name may hold the separator too, a kind's cannot.
struct SituationKey: Hashable, Comparable, Sendable {
  let instance: Name
  let kind: CaseKind
  let bytes: [UInt8]

  private static let separator = UInt8(ascii: "|")

  init(_ instance: Name, _ kind: CaseKind) {
    assert(!kind.name.utf8.contains(Self.separator), "the last separator ends the instance's name")
    self.instance = instance
    self.kind = kind
    bytes = Array(instance.text.utf8) + [Self.separator] + Array(kind.name.utf8)
  }

  /// nil when these bytes are no key that this version knows.
  init?(_ bytes: [UInt8]) {
    guard let end = bytes.lastIndex(of: Self.separator),
      let kind = CaseKind.allCases.first(where: { $0.name.utf8.elementsEqual(bytes[(end + 1)...]) }),
      let instance = String(validating: bytes[..<end], as: UTF8.self)
    else { return nil }
    self.init(Name(instance), kind)
    assert(self.bytes == bytes, "a key that was read is written the same")
  }

  static func == (a: SituationKey, b: SituationKey) -> Bool { a.bytes == b.bytes }

  static func < (a: SituationKey, b: SituationKey) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }

  func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
}

/// Which of the model's configuration items a name means. Machines are written in any case, and short or in full (`APP-01`,
/// `app-01.example.com`): the one rule for all who look an item up.
struct ItemNames: Sendable {
  private var known: Set<Name> = []
  /// The full names of the model by their first label, which is the short name.
  private var fullNames: [Name: [Name]] = [:]

  /// Adds an item and answers its key.
  mutating func add(_ item: Name) -> Name {
    let key = Self.folded(item)
    guard known.insert(key).inserted else { return key }
    if let label = Self.firstLabel(key) { fullNames[label, default: []].append(key) }
    return key
  }

  /// The key of the item that is meant: of the same name but for case, else the only one whose short name is this name's. Where several
  /// might be meant, none is.
  func key(of name: Name) -> Name? {
    let folded = Self.folded(name)
    if known.contains(folded) { return folded }
    if let label = Self.firstLabel(folded) {
      return known.contains(label) && fullNames[label] == nil ? label : nil
    }
    guard let candidates = fullNames[folded], candidates.count == 1 else { return nil }
    return candidates.first
  }

  /// ASCII letters small, without blanks around it and without the dot that ends a full name.
  private static func folded(_ name: Name) -> Name {
    name.withBytes { bytes in
      var folded = bytes.trimmed.buffer.map { $0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0 }
      if folded.count > 1, folded.last == UInt8(ascii: ".") { folded.removeLast() }
      return Name(String(decoding: folded, as: UTF8.self))
    }
  }

  /// The short name in a full one (`app-01` of `app-01.example.com`); nil for whatever is none: short names, addresses, paths.
  private static func firstLabel(_ folded: Name) -> Name? {
    let labels = folded.text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard labels.count > 1, labels.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isLabelByte) }),
      labels[0].contains(where: { $0 &- UInt8(ascii: "a") < 26 })
    else { return nil }
    return Name(String(decoding: labels[0], as: UTF8.self))
  }

  private static func isLabelByte(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") <= 9 || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "_")
  }
}

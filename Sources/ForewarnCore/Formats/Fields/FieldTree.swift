/// Pointers as one tree of names, so that one walk over an object finds all that they lead to and skips the rest.
struct FieldTree {
  private struct Node {
    var name: [UInt8]
    /// The name as a place in an array, when it can be one.
    var index: Int?
    /// One bit for each slot that is filled from here.
    var slots: UInt64 = 0
    var children: [Node] = []
  }

  private var root = Node(name: [], index: nil)

  var isEmpty: Bool { root.children.isEmpty }

  mutating func insert(_ path: [[UInt8]], slot: Int) { Self.insert(path[...], 1 << UInt64(slot), into: &root) }

  private static func insert(_ path: ArraySlice<[UInt8]>, _ bit: UInt64, into node: inout Node) {
    guard let name = path.first else {
      node.slots |= bit
      return
    }
    if let place = node.children.firstIndex(where: { $0.name == name }) {
      insert(path.dropFirst(), bit, into: &node.children[place])
    } else {
      let text = String(decoding: name, as: UTF8.self)
      // "01" and "+1" are names, not places.
      var child = Node(name: name, index: Int(text).flatMap { String($0) == text && $0 >= 0 ? $0 : nil })
      insert(path.dropFirst(), bit, into: &child)
      node.children.append(child)
    }
  }

  /// Fills the slots from a value that was scanned before.
  func fill(_ slots: inout FieldSlots, from token: JSONToken, arena: inout ByteArena) throws(Rejection) {
    try Self.walk(token, root, &slots, &arena)
  }

  /// As deep as the longest pointer, never as deep as the input.
  private static func walk(
    _ token: JSONToken, _ node: borrowing Node, _ slots: inout FieldSlots, _ arena: inout ByteArena
  ) throws(Rejection) {
    switch token.kind {
    case .object:
      var inner = JSONMembers(token)
      while let (name, value) = try inner.next(arena: &arena) {
        for child in node.children where child.name.count == name.count && child.name.elementsEqual(name.buffer) {
          try visit(value, child, &slots, &arena)
        }
      }
    case .array:
      var elements = JSONElements(token)
      var index = 0
      while let value = try elements.next() {
        for child in node.children where child.index == index { try visit(value, child, &slots, &arena) }
        index += 1
      }
    case .string: if let inner = JSONToken.inside(token, arena: &arena) { try walk(inner, node, &slots, &arena) }
    default: break
    }
  }

  private static func visit(
    _ value: JSONToken, _ node: borrowing Node, _ slots: inout FieldSlots, _ arena: inout ByteArena
  ) throws(Rejection) {
    var bits = node.slots
    while bits != 0 {
      slots.set(bits.trailingZeroBitCount, value)
      bits &= bits - 1
    }
    if !node.children.isEmpty { try walk(value, node, &slots, &arena) }
  }
}

extension JSONToken {
  /// The object or the array that a text is, as many senders put JSON into JSON; nil when it is neither. It is checked to its end.
  static func inside(_ text: JSONToken, arena: inout ByteArena) -> JSONToken? {
    guard text.kind == .string, text.count > 1 else { return nil }
    let bytes = UTF8Text.unescape(text, arena: &arena).trimmed
    guard let base = bytes.base, bytes.count > 1 else { return nil }
    let first = base.load(as: UInt8.self)
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return nil }
    var scanner = JSONScanner(base, count: bytes.count)
    do throws(Rejection) {
      let token = try scanner.value(depth: 0)
      try scanner.finish()
      return token
    } catch {
      return nil
    }
  }
}

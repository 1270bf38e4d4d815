/// `fields:` compiled into one tree of names, so that one walk over the object finds all mapped values and skips the rest.
struct FieldMap {
  private struct Node {
    var name: [UInt8]
    /// The name as a place in an array, when it can be one.
    var index: Int?
    /// One bit for each member that points here.
    var members: UInt32 = 0
    var children: [Node] = []
  }

  private var root = Node(name: [], index: nil)
  /// One bit for each member that is mapped; its native place is not looked at.
  private(set) var mapped: UInt32 = 0

  init(_ fields: [String: String]) {
    // Sorted, so that nothing depends on the order of a dictionary.
    for (name, pointer) in fields.sorted(by: { $0.key < $1.key }) {
      guard let member = Self.member(name), let path = Self.path(pointer) else { continue }
      let bit: UInt32 = 1 << UInt32(member.rawValue)
      mapped |= bit
      Self.insert(path[...], bit, into: &root)
    }
  }

  func maps(_ member: Member) -> Bool { mapped & 1 << UInt32(member.rawValue) != 0 }

  /// Our name of a field, as `fields:` spells it.
  static func member(_ name: String) -> Member? {
    guard let member = Member.allCases.first(where: { String(describing: $0) == name }),
      Member.mappable.contains(member.rawValue)
    else { return nil }
    return member
  }

  /// The reference tokens of a JSON Pointer (RFC 6901); nil when it is none, or points at the whole value.
  static func path(_ pointer: String) -> [[UInt8]]? {
    let bytes = Array(pointer.utf8)
    guard bytes.first == UInt8(ascii: "/") else { return nil }
    var path: [[UInt8]] = []
    for token in bytes.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      var name: [UInt8] = []
      var index = token.startIndex
      while index < token.endIndex {
        if token[index] == UInt8(ascii: "~") {
          index += 1
          guard index < token.endIndex else { return nil }
          switch token[index] {
          case UInt8(ascii: "0"): name.append(UInt8(ascii: "~"))
          case UInt8(ascii: "1"): name.append(UInt8(ascii: "/"))
          default: return nil
          }
        } else {
          name.append(token[index])
        }
        index += 1
      }
      path.append(name)
    }
    return path.count < Limits.jsonDepth ? path : nil
  }

  private static func insert(_ path: ArraySlice<[UInt8]>, _ bit: UInt32, into node: inout Node) {
    guard let name = path.first else {
      node.members |= bit
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

  /// Sets the mapped members from an object that was scanned before.
  func fill(_ members: inout Members, from object: Bytes, arena: inout ByteArena) throws(Rejection) {
    guard let base = object.base else { return }
    let token = JSONToken(kind: .object, start: base, count: object.count)
    try Self.walk(token, root, &members, &arena)
  }

  /// As deep as the longest pointer, never as deep as the input.
  private static func walk(
    _ token: JSONToken, _ node: borrowing Node, _ members: inout Members, _ arena: inout ByteArena
  ) throws(Rejection) {
    switch token.kind {
    case .object:
      var inner = JSONMembers(token)
      while let (name, value) = try inner.next(arena: &arena) {
        for child in node.children where child.name.count == name.count && child.name.elementsEqual(name.buffer) {
          try visit(value, child, &members, &arena)
        }
      }
    case .array:
      var elements = JSONElements(token)
      var index = 0
      while let value = try elements.next() {
        for child in node.children where child.index == index { try visit(value, child, &members, &arena) }
        index += 1
      }
    default: break
    }
  }

  private static func visit(
    _ value: JSONToken, _ node: borrowing Node, _ members: inout Members, _ arena: inout ByteArena
  ) throws(Rejection) {
    var bits = node.members
    while bits != 0 {
      if let member = Member(rawValue: bits.trailingZeroBitCount) { members.set(member, value) }
      bits &= bits - 1
    }
    if !node.children.isEmpty { try walk(value, node, &members, &arena) }
  }
}

extension DecoderSettings {
  /// What is wrong with `fields`, a sentence each; what is wrong is not mapped.
  public var problems: [String] {
    fields.sorted(by: { $0.key < $1.key }).compactMap { name, pointer in
      if FieldMap.member(name) == nil {
        let names = Member.allCases.filter { Member.mappable.contains($0.rawValue) }.map { String(describing: $0) }
        return "`\(name)` is no field of ours; the fields are \(names.joined(separator: ", "))"
      }
      if FieldMap.path(pointer) == nil {
        return "`\(name)`: `\(pointer)` is no JSON Pointer to a member, such as `/a/b` (RFC 6901)"
      }
      return nil
    }
  }
}

/// Configuration items by name.
struct ItemTable: ~Copyable {
  var names = Column<NameRef>()
  var index = HashIndex()

  var count: Int { names.count }

  func find(_ name: Bytes, _ hash: UInt64, in arena: borrowing NameArena) -> Int? {
    index.find(hash) { arena.bytes(names[$0]).elementsEqual(name) }
  }

  mutating func add(_ name: NameRef, _ hash: UInt64) -> Int {
    names.append(name)
    index.insert(hash, id: names.count - 1)
    return names.count - 1
  }
}

/// Items as a section.
extension ItemTable {
  func write(to writer: inout SectionWriter) { writer.column(names) }

  /// False when there are none.
  mutating func restore(from reader: inout SectionReader, _ arena: borrowing NameArena) -> Bool {
    guard let saved = reader.column(of: NameRef.self) else { return false }
    names = saved
    index = HashIndex(capacity: names.count)
    for id in 0..<names.count where arena.holds(names[id]) {
      index.insert(Hash64.hash(arena.bytes(names[id]).buffer), id: id)
    }
    return true
  }

  func isConsistent(_ arena: borrowing NameArena) -> Bool {
    for id in 0..<count where !arena.holds(names[id]) { return false }
    return true
  }
}

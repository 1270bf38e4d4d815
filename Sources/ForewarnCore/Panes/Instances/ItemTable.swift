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

extension ItemTable {
  /// Only those that stay, under names that have moved.
  mutating func keep(_ items: Renumbering, from old: borrowing NameArena, to arena: inout NameArena) {
    names.keep(items)
    for id in 0..<count { names[id] = arena.add(old.bytes(names[id])) }
    findAll(in: arena)
  }

  private mutating func findAll(in arena: borrowing NameArena) {
    index = HashIndex(capacity: count)
    for id in 0..<count where arena.holds(names[id]) {
      index.insert(Hash64.hash(arena.bytes(names[id]).buffer), id: id)
    }
  }
}

/// Items as a section.
extension ItemTable {
  func write(to writer: inout SectionWriter) { writer.column(names) }

  /// False when there are none.
  mutating func restore(from reader: inout SectionReader, _ arena: borrowing NameArena) -> Bool {
    guard let saved = reader.column(of: NameRef.self) else { return false }
    names = saved
    findAll(in: arena)
    return true
  }

  func isConsistent(_ arena: borrowing NameArena) -> Bool {
    for id in 0..<count where !arena.holds(names[id]) { return false }
    return true
  }
}

/// A table of which an epoch writes what changed.
struct ChangingTable<Key: Hashable & Comparable, Value: Equatable> {
  private var entries: [Key: Value] = [:]
  private var changed: Set<Key> = []

  var count: Int { entries.count }
  var isEmpty: Bool { entries.isEmpty }

  subscript(key: Key) -> Value? {
    get { entries[key] }
    set {
      guard entries[key] != newValue else { return }
      entries[key] = newValue
      changed.insert(key)
    }
  }

  /// Ascending by key.
  var sorted: [(key: Key, value: Value)] { entries.sorted { $0.key < $1.key } }

  /// Takes up what was committed.
  mutating func restore(_ value: Value, _ key: Key) {
    precondition(entries[key] == nil, "a table has one row for a key")
    entries[key] = value
  }

  mutating func markAllChanged() { changed = Set(entries.keys) }

  /// The rows to write, ascending; nil for one that left.
  mutating func takeChanges() -> [(key: Key, value: Value?)] {
    defer { changed.removeAll(keepingCapacity: true) }
    return changed.sorted().map { ($0, entries[$0]) }
  }
}

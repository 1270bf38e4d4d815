/// Tells repeats of an alert: clients resend, repeat groups and send to each receiver. The identities of two generations are
/// kept; when the young one is full, the old one is forgotten.
struct RepeatFilter: Equatable {
  static let generation = 32_768

  private(set) var young: Set<UInt64> = []
  private(set) var old: Set<UInt64> = []

  /// True when this identity was not seen before.
  mutating func isNew(_ identity: UInt64) -> Bool {
    if young.contains(identity) { return false }
    let known = old.contains(identity)
    if young.count >= Self.generation {
      old = young
      young = []
    }
    young.insert(identity)
    return !known
  }

  func write(to writer: inout ByteWriter) {
    for set in [young, old] {
      writer.integer(Int64(set.count))
      for identity in set.sorted() { writer.integer(Int64(bitPattern: identity)) }
    }
  }

  init() {}

  init?(from reader: inout ByteReader) {
    for path in [\RepeatFilter.young, \RepeatFilter.old] {
      guard let n = try? reader.integer(Int64.self), n >= 0, n <= Int64(Self.generation) else { return nil }
      for _ in 0..<n {
        guard let identity = try? reader.integer(Int64.self) else { return nil }
        self[keyPath: path].insert(UInt64(bitPattern: identity))
      }
    }
  }
}

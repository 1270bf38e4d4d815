/// Tells repeats of an alert: clients resend, repeat groups and send to each receiver. The identities of two generations are
/// kept; when the young one is full, the old one is forgotten. Which of two copies counts is decided by the order in which records are
/// taken, which is not the same at the live edge and while teaching (`Statistics`).
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
}

/// Identities as a section.
extension RepeatFilter {
  private static let section = "repeats"

  struct Saved: RowValue, Equatable {
    private(set) var young: [UInt64] = []
    private(set) var old: [UInt64] = []

    init() {}

    init(_ filter: RepeatFilter) {
      young = filter.young.sorted()
      old = filter.old.sorted()
    }

    mutating func code<C: RowCoder>(with coder: inout C) {
      coder.field(1, &young)
      coder.field(2, &old)
      if max(young.count, old.count) > RepeatFilter.generation { coder.fail() }
    }
  }

  func write(to writer: inout SectionWriter) { writer.row(Self.section, Saved(self)) }

  mutating func restore(from reader: inout SectionReader) throws(MalformedBytes) {
    guard let saved = try reader.row(Self.section, as: Saved.self) else { return }
    young = Set(saved.young)
    old = Set(saved.old)
  }
}

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

  init() {}

  init(young: Set<UInt64>, old: Set<UInt64>) {
    self.young = young
    self.old = old
  }
}

/// Open addressing from a 64-bit hash to a dense id: linear probing, at most half full, never shrinks. It holds half of the hash, which is
/// enough to look at hardly any wrong id: whoever asks compares the rest.
struct HashIndex: ~Copyable {
  struct Slot: BitwiseCopyable {
    var hash: UInt32 = 0
    /// id + 1; 0 = free.
    var id: UInt32 = 0
  }

  private var slots: Column<Slot>
  private var mask: Int
  private var used = 0

  init(capacity: Int = 64) {
    var size = 64
    while size < capacity * 2 { size *= 2 }
    slots = Column(capacity: size)
    slots.append(repeating: Slot(), count: size)
    mask = size - 1
  }

  /// Of ids from 0 on.
  init(hashes: some Collection<UInt64>) {
    self.init(capacity: hashes.count)
    for (id, hash) in hashes.enumerated() { insert(hash, id: id) }
  }

  /// The id with this hash for which `matches` holds; nil when there is none. Ids of other hashes may be asked about, too.
  @inline(__always)
  func find(_ hash: UInt64, where matches: (Int) -> Bool) -> Int? {
    let hash = UInt32(truncatingIfNeeded: hash)
    var position = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = slots[position]
      if slot.id == 0 { return nil }
      if slot.hash == hash, matches(Int(slot.id) - 1) { return Int(slot.id) - 1 }
      position = (position + 1) & mask
    }
  }

  /// Adds an id that is not there yet.
  mutating func insert(_ hash: UInt64, id: Int) {
    precondition(id >= 0 && id < Int(UInt32.max) / 4, "ids and the places of twice as many have 32 bits")
    if (used + 1) * 2 > slots.count { grow() }
    place(Slot(hash: UInt32(truncatingIfNeeded: hash), id: UInt32(id + 1)))
    used += 1
  }

  private mutating func place(_ slot: Slot) {
    var position = Int(truncatingIfNeeded: slot.hash) & mask
    while slots[position].id != 0 { position = (position + 1) & mask }
    slots[position] = slot
  }

  private mutating func grow() {
    let old = Array(slots.elements)
    let size = old.count * 2
    slots = Column(capacity: size)
    slots.append(repeating: Slot(), count: size)
    mask = size - 1
    for slot in old where slot.id != 0 { place(slot) }
    assert(used * 2 <= slots.count, "the index is at most half full")
  }
}

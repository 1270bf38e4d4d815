/// New places for the elements of a table of which some leave; those that stay keep their order.
struct Renumbering {
  /// Parallel to the old places; -1: it leaves.
  private var places: [Int32]
  /// How many stay.
  private(set) var count = 0

  init(of count: Int, keeping stays: (Int) -> Bool) {
    places = Array(repeating: -1, count: count)
    for old in 0..<count where stays(old) {
      places[old] = Int32(self.count)
      self.count += 1
    }
  }

  var leaving: Int { places.count - count }

  /// nil when it leaves.
  func place(of old: Int) -> Int? { places[old] >= 0 ? Int(places[old]) : nil }

  func place(of old: Int32) -> Int32? { place(of: Int(old)).map { Int32($0) } }

  /// The new place of one that is known to stay.
  func renumbered(_ old: Int32) -> Int32 {
    precondition(places[Int(old)] >= 0, "what is still referred to stays")
    return places[Int(old)]
  }
}

extension Column {
  /// Only those that stay, in their new places.
  mutating func keep(_ renumbering: Renumbering) {
    guard renumbering.leaving > 0 else { return }
    var kept = Column(capacity: renumbering.count)
    for old in 0..<count where renumbering.place(of: old) != nil { kept.append(self[old]) }
    assert(kept.count == renumbering.count, "as many stay as have new places")
    self = kept
  }
}

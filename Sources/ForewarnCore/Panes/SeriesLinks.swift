/// The series of each instance, the newest first.
struct SeriesLinks: ~Copyable {
  /// The newest series of each instance, and of each series the one before it of the same instance; -1 = none.
  private var heads = Column<Int32>()
  private var previous = Column<Int32>()

  /// Series come in the order of their ids.
  mutating func link(_ id: Int, of instance: Int) {
    precondition(id == previous.count, "a series is linked once, in order")
    if heads.count <= instance { heads.append(repeating: -1, count: instance + 1 - heads.count) }
    previous.append(heads[instance])
    heads[instance] = Int32(id)
  }

  func first(of instance: Int) -> Int? {
    instance < heads.count && heads[instance] >= 0 ? Int(heads[instance]) : nil
  }

  func next(after id: Int) -> Int? { previous[id] >= 0 ? Int(previous[id]) : nil }
}

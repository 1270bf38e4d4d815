/// How much of a limit is used. Names are not for life: when a limit comes near, some that were silent long make room.
struct Room {
  private let used: Int
  private let limit: Int

  init(_ used: Int, of limit: Int) {
    self.used = used
    self.limit = limit
  }

  /// So much is used that names are asked to leave, well before any is refused.
  var isNear: Bool { used >= limit - limit / 8 * 3 }

  /// How many should leave, so that half of it is free; none while the limit is not near.
  var excess: Int { isNear ? used - limit / 2 : 0 }

  /// What names that nobody knows may use of a limit: the last quarter is for those that the customer model knows.
  static func forStrangers(of limit: Int) -> Int { limit - limit / 4 }
}

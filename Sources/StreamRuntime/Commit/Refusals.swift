/// How often an epoch was refused, and whether what was done about it helped: so that trying has an end.
struct Refusals {
  /// Rounds in which nothing was found that could give way.
  static let roundsInVain = 3
  private static let toBelieve = 3

  private var counts: [String: Int] = [:]
  private var rounds = 0
  private var backoffMillis = 20

  /// Counts a refusal. A permanent one is believed when it comes again and again: one may be an answer to what was sent before.
  mutating func isBelieved(_ code: String, _ isPermanent: Bool) -> Bool {
    counts[code, default: 0] += 1
    return isPermanent && counts[code, default: 0] >= Self.toBelieve
  }

  /// How long to wait before the next try; longer each time.
  var pauseMillis: Int {
    mutating get {
      defer { backoffMillis = min(backoffMillis * 2, 2_000) }
      return backoffMillis
    }
  }

  /// Something gave way, so what is sent next is not what was refused.
  mutating func changed() { self = Refusals() }

  /// Nothing was found: perhaps the cause has passed. False when that was said too often.
  mutating func mayPassOnceMore() -> Bool {
    counts = [:]
    rounds += 1
    return rounds < Self.roundsInVain
  }

  /// A batch can be too large although none of its records is.
  static func isAboutSize(_ code: String) -> Bool {
    ["MSG_SIZE_TOO_LARGE", "RECORD_LIST_TOO_LARGE", "INVALID_MSG_SIZE"].contains(code)
  }
}

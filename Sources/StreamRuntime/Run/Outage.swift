/// Something that stands still: worth a line once it is more than a hiccup, and a line when it is over.
struct Outage {
  static let hiccupMicros: Int64 = 3_000_000

  /// What is said of it: `<what>: <reason>`.
  let what: String
  let over: String
  private let toleranceMicros: Int64
  private var since: Int64?
  private(set) var isTold = false

  init(_ what: String, over: String, toleranceMicros: Int64 = hiccupMicros) {
    self.what = what
    self.over = over
    self.toleranceMicros = toleranceMicros
  }

  /// Takes note of why it stands still, nil = it does not, and answers what to tell.
  mutating func look(_ reason: String?, now: Int64) -> String? {
    guard let reason else {
      defer {
        since = nil
        isTold = false
      }
      return isTold ? over : nil
    }
    let since = since ?? now
    self.since = since
    guard !isTold, now - since >= toleranceMicros else { return nil }
    isTold = true
    return "\(what): \(reason)"
  }

  /// For how long it has stood still; 0 when it does not.
  func micros(now: Int64) -> Int64 { since.map { now - $0 } ?? 0 }
}

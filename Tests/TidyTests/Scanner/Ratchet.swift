/// What breaks a limit today, by name, with the value that was measured. May only shrink: an exception that is no longer needed, or
/// larger than needed, is a complaint as much as a new one.
struct Ratchet {
  let limit: Int
  let naughty: [String: Int]

  func complaints(_ measured: [(name: String, value: Int)]) -> [String] {
    var complaints: [String] = []
    var worst: [String: Int] = [:]
    for (name, value) in measured { worst[name] = max(worst[name] ?? 0, value) }
    for (name, value) in worst {
      switch naughty[name] {
      case nil where value > limit: complaints.append("\(name): \(value), at most \(limit)")
      case let allowed? where value > allowed: complaints.append("\(name): \(value), was \(allowed)")
      case let allowed? where value <= limit:
        complaints.append("\(name): \(value) now, drop its exception of \(allowed)")
      case let allowed? where value < allowed:
        complaints.append("\(name): \(value) now, lower its exception from \(allowed)")
      default: break
      }
    }
    for name in naughty.keys where worst[name] == nil { complaints.append("\(name): gone, drop its exception") }
    return complaints.sorted()
  }
}

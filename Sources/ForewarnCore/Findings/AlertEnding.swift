/// What became of an alert.
enum AlertEnding {
  static func text(_ f: Finding, at end: String) -> String {
    let name = f.subject.text + (f.items.first.map { " on \($0)" } ?? "")
    return switch f.standing.state {
    case .resolved: "\(name) was resolved at \(end)"
    case .expired: "nothing was heard of \(name) since \(end), neither that it fires nor that it ended"
    case .holds: "\(name) still fires"
    case .fading, .back, .lasting, .unwatched: "\(name) does not come unusually often any more"
    }
  }
}

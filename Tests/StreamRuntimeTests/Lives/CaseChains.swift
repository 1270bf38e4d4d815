import ForewarnCore

/// What a consumer sees of the cases: told from the outputs alone.
struct CaseChains {
  private var newest: [String: (sequence: Int, change: String, time: String)] = [:]
  private(set) var changes: [String: Int] = [:]
  private(set) var problems: [String] = []
  /// The latest time that any of them bears, as text.
  var latest: String? { newest.values.map(\.time).max() }
  /// Each case's newest event: its sequence and what it is.
  var ends: [String: String] { newest.mapValues { "\($0.sequence) \($0.change)" } }

  mutating func take(_ outputs: [Output]) {
    for output in outputs where output.role == .cases && output.value != nil { take(output) }
  }

  private mutating func take(_ output: Output) {
    let text = String(decoding: output.value ?? [], as: UTF8.self)
    // What was reduced to the least has its id alone in the headers.
    func attribute(_ name: String) -> String? {
      if let header = output.headers.first(where: { $0.name == "ce_\(name)" }) {
        return String(decoding: header.value ?? [], as: UTF8.self)
      }
      return text.split(separator: "\"\(name)\":\"", maxSplits: 1).dropFirst().first?.split(separator: "\"").first
        .map(String.init)
    }
    guard let id = attribute("id"), let subject = attribute("subject"), let type = attribute("type"),
      let time = attribute("time"), let sequence = id.split(separator: ".").last.flatMap({ Int($0) })
    else {
      problems.append("a case event without its headers")
      return
    }
    let change = String(type.split(separator: ".").dropLast().last ?? "")
    changes[change, default: 0] += 1
    let before = newest[subject] ?? (0, "", "")
    if sequence != before.sequence + 1 { problems.append("\(id) \(change) follows \(subject).\(before.sequence)") }
    if (sequence == 1) != (change == "opened") { problems.append("\(id) is \(change)") }
    if (before.change == "resolved") != (change == "reopened") {
      problems.append("\(id) is \(change) after \(before.change)")
    }
    if time < before.time { problems.append("\(id) is of \(time), and the one before of \(before.time)") }
    newest[subject] = (sequence, change, time)
  }
}

/// The first place where two lists of outputs part, for a message.
struct Difference: CustomStringConvertible {
  let description: String

  init(_ a: [Output], _ b: [Output]) {
    let at = zip(a, b).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(a.count, b.count)
    func text(_ list: [Output]) -> String {
      guard at < list.count else { return "nothing" }
      return "\(list[at].role) " + String(decoding: list[at].value ?? [], as: UTF8.self)
    }
    description = "\(a.count) and \(b.count) outputs part at \(at): \(text(a)) / \(text(b))"
  }
}

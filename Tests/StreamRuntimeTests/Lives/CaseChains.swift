import ForewarnCore

/// What a consumer sees of the cases: told from the outputs alone.
struct CaseChains {
  private var sequences: [String: Int] = [:]
  private(set) var changes: [String: Int] = [:]
  private(set) var problems: [String] = []

  mutating func take(_ outputs: [Output]) {
    for output in outputs where output.role == .cases && output.value != nil { take(output) }
  }

  private mutating func take(_ output: Output) {
    let headers = Dictionary(
      output.headers.map { ($0.name, String(decoding: $0.value ?? [], as: UTF8.self)) }, uniquingKeysWith: { a, _ in a }
    )
    guard let id = headers["ce_id"], let subject = headers["ce_subject"], let type = headers["ce_type"],
      let sequence = id.split(separator: ".").last.flatMap({ Int($0) })
    else {
      problems.append("a case event without its headers")
      return
    }
    let change = String(type.split(separator: ".").dropLast().last ?? "")
    changes[change, default: 0] += 1
    let before = sequences[subject, default: 0]
    if sequence != before + 1 { problems.append("\(id) \(change) follows \(subject).\(before)") }
    if (sequence == 1) != (change == "opened") { problems.append("\(id) is \(change)") }
    sequences[subject] = sequence
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

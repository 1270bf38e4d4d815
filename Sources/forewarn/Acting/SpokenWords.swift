import ForewarnCore

/// What a person says on a page: a control record as `forewarn ctl` has it, but for who says so and when; `for` stands for `until`.
struct SpokenWords {
  let kind: any ControlKind.Type
  /// By the names of fields.
  private(set) var said: [String: [String]] = [:]

  var by: String? { said["by"]?.last }
  var caseID: String? { said["case_id"]?.last }

  init(_ body: [UInt8]) throws(AccessRefusal) {
    var found: [String: [String]] = [:]
    var wrong: String?
    let isRead = body.withUnsafeBytes { bytes in
      do throws(Rejection) {
        var arena = ByteArena()
        var members = try JSONMembers(text: bytes)
        while let (name, token) = try members.next(arena: &arena) {
          let texts = try Self.texts(token, &arena)
          if texts == nil { wrong = wrong ?? name.text }
          if token.kind != .null { found[name.text] = texts ?? [] }
        }
        try members.finish()
        return true
      } catch {
        return false
      }
    }
    guard isRead else { throw AccessRefusal(status: 400, text: "the body is no JSON object in UTF-8") }
    if let wrong { throw AccessRefusal(status: 400, text: "\(wrong) has to be a text, or a list of texts") }
    let kinds = ControlKinds.described
    guard let name = found["kind"]?.last, let kind = kinds.first(where: { $0.name == name }) else {
      throw AccessRefusal(
        status: 400, text: "kind has to be one of \(kinds.map { $0.name }.joined(separator: ", "))")
    }
    self.kind = kind
    said = found
    let known = ["kind", "id", "by", "comment", "for"] + kind.fields.map(\.name)
    for name in found.keys.sorted() where !known.contains(name) {
      throw AccessRefusal(
        status: 400, text: "\(kind.name) has no member \"\(name)\"\(Suggestion.clause(for: name, in: known))")
    }
  }

  /// nil when it is neither.
  private static func texts(_ token: JSONToken, _ arena: inout ByteArena) throws(Rejection) -> [String]? {
    switch token.kind {
    case .null: return []
    case .string: return [UTF8Text.unescape(token, arena: &arena).text]
    case .array:
      var texts: [String] = []
      var elements = JSONElements(token)
      while let element = try elements.next() {
        guard element.kind == .string, texts.count < Limits.referenceItems else { return nil }
        texts.append(UTF8Text.unescape(element, arena: &arena).text)
      }
      return texts
    default: return nil
    }
  }

  /// The record, or why it would be refused whatever the daemon knows.
  func record(by author: String, nowMicros: Int64) throws(AccessRefusal) -> ControlMessage {
    var said = said
    if let text = said["for"]?.last {
      guard let micros = DurationOption.micros(text), kind.fields.contains(where: { $0.name == "until" }) else {
        throw AccessRefusal(status: 400, text: "for has to be a duration such as 30m, 2h or 1d, of what has an until")
      }
      said["until"] = [ControlMessage.until(micros, said, nowMicros: nowMicros)]
    }
    if let id = said["id"]?.last, !(1...128).contains(id.utf8.count) {
      throw AccessRefusal(status: 400, text: "id has to have 1 to 128 bytes")
    }
    let record = ControlMessage(kind: kind.name, kind.fields, said, by: author, nowMicros: nowMicros)
    if let rejection = ControlText.rejection(of: record.value) {
      throw AccessRefusal(status: 400, text: rejection.explanation)
    }
    return record
  }
}

/// Which field was the reason why a record, or one event of it, was refused.
public struct Blame {
  var field: Member
  /// What stands there; nil when nothing does.
  var value: JSONToken?

  public var name: String { String(describing: field) }
}

extension RecordDecoder {
  /// Notes the field; of a record, the first one that was in the way.
  mutating func blaming(_ reason: Rejection, _ field: Member) -> Rejection {
    if blame == nil { blame = Blame(field: field, value: members[field]) }
    return reason
  }

  /// A refusal in words: the rule, the field, where it should stand, and what stands there. For records that were refused only: it
  /// allocates, and looks at the value again.
  public func explanation(of rejection: Rejection, _ blame: Blame?, in value: Bytes?) -> String {
    if rejection == .nothingAtEach, let each = settings.each {
      return "\(rejection.explanation): \(each)\(value.flatMap { nearest(to: each, in: $0) } ?? "")"
    }
    guard let blame else { return rejection.explanation }
    let source = settings.fields[String(describing: blame.field)]
    let name = source.map { "`\(blame.field)` (\($0.words))" } ?? "`\(Self.spelling(of: blame.field))`"
    if let found = blame.value { return "\(rejection.explanation): \(name) is \(Self.words(for: found))" }
    guard let source else { return rejection.explanation }
    var text = "\(rejection.explanation): \(name) is not there"
    if case .pointers(let pointers) = source.origin, let pointer = pointers.first,
      settings.each == nil || pointer.hasPrefix("$"), let near = value.flatMap({ nearest(to: pointer, in: $0) })
    {
      text += near
    }
    return text
  }

  /// As it is written in values of our own form.
  private static func spelling(of field: Member) -> String {
    switch field {
    case .duration: "duration_ms"
    case .instanceID: "instance_id"
    case .dataBase64: "data_base64"
    default: String(describing: field)
    }
  }

  private static func words(for token: JSONToken) -> String {
    switch token.kind {
    case .object: return "an object"
    case .array: return "an array"
    default:
      let text = UnknownWords.printable(token.bytes.cut(to: 80))
      let end = token.count > 80 ? "…" : ""
      return token.kind == .string ? "\"\(text)\(end)\"" : text + end
    }
  }

  /// How far a pointer leads, and which names stand where it ends.
  private func nearest(to text: String, in value: Bytes) -> String? {
    guard let pointer = FieldPointer(text), let base = value.base else { return nil }
    var arena = ByteArena()
    var scanner = JSONScanner(base, count: value.count)
    scanner.skipSpace()
    guard var token = try? scanner.value(depth: 0) else { return nil }
    var reached = ""
    for name in pointer.path {
      if let inner = JSONToken.inside(token, arena: &arena) { token = inner }
      guard token.kind == .object else {
        return reached.isEmpty ? nil : "; \(reached) is \(Self.words(for: token))"
      }
      var names: [String] = []
      var next: JSONToken?
      var members = JSONMembers(token)
      while let (found, value) = try? members.next(arena: &arena) {
        if found.buffer.elementsEqual(name) {
          next = value
        } else if names.count < 8 {
          names.append(found.cut(to: 40).text)
        }
      }
      guard let next else {
        let place = reached.isEmpty ? "the value" : reached
        return names.isEmpty ? "; \(place) is empty" : "; \(place) has \(names.joined(separator: ", "))"
      }
      reached += "/" + String(decoding: name, as: UTF8.self)
      token = next
    }
    return "; \(reached) is \(Self.words(for: token))"
  }
}

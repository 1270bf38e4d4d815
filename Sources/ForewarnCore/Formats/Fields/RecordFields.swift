/// The members of a record that its kind knows, each of the type that it has to have. Others are ignored.
struct RecordFields {
  enum Problem: Error {
    case tooLarge
    case notAnObject
    case missing
    case invalid
  }

  private enum Content {
    case text(String)
    case time(Int64)
    case texts([String])
  }

  private var contents: [String: Content] = [:]

  func text(_ name: String) -> String? {
    if case .text(let text)? = contents[name] { text } else { nil }
  }

  func time(_ name: String) -> Int64? {
    if case .time(let micros)? = contents[name] { micros } else { nil }
  }

  func texts(_ name: String) -> [String] {
    if case .texts(let texts)? = contents[name] { texts } else { [] }
  }

  func name(_ field: String) -> Name? { text(field).map { Name(asInEvents: $0) } }

  /// Of the fields that are wanted; `kind` is asked for before the others are known.
  init(_ value: [UInt8], _ wanted: [RecordField]) throws(Problem) {
    guard value.count <= Limits.referenceBytes else { throw .tooLarge }
    var found: [(field: RecordField, content: Content?)] = []
    let isRead = value.withUnsafeBytes { bytes in
      do throws(Rejection) {
        var arena = ByteArena()
        var members = try JSONMembers(text: bytes)
        while let (name, token) = try members.next(arena: &arena) {
          guard let field = wanted.first(where: { name.buffer.elementsEqual($0.name.utf8) }), token.kind != .null else {
            continue
          }
          found.append((field, try Self.content(token, field.value, &arena)))
        }
        try members.finish()
        return true
      } catch {
        return false
      }
    }
    guard isRead else { throw .notAnObject }
    for (field, content) in found {
      guard let content else { throw .invalid }
      contents[field.name] = content
    }
    for field in wanted where field.isRequired && contents[field.name] == nil { throw .missing }
  }

  /// nil when it is not of this type.
  private static func content(
    _ token: JSONToken, _ type: RecordField.Value, _ arena: inout ByteArena
  ) throws(Rejection) -> Content? {
    guard type != .texts else {
      guard token.kind == .array else { return nil }
      var texts: [String] = []
      var elements = JSONElements(token)
      while let element = try elements.next() {
        guard let text = text(element, &arena), texts.count < Limits.referenceItems else { return nil }
        texts.append(text)
      }
      return .texts(texts)
    }
    guard let text = text(token, &arena) else { return nil }
    switch type {
    case .time: return EventTime.micros(ofRFC3339: text).map { .time($0) }
    case .choice(let words): return words.contains(text) ? .text(text) : nil
    case .text, .texts: return .text(text)
    }
  }

  /// A text that says something, cut to what a book row should hold.
  private static func text(_ token: JSONToken, _ arena: inout ByteArena) -> String? {
    guard token.kind == .string else { return nil }
    let text = UTF8Text.unescape(token, arena: &arena).trimmed.cut(to: Limits.summaryBytes).text
    return text.isEmpty ? nil : text
  }
}

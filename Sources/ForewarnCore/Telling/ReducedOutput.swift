public enum ReducedOutput {
  private static let textLength = 120

  /// What takes the place of an output that Kafka refuses for good: same role, key and identity. Of a case event every required member
  /// stays, with short texts and empty lists, so that a consumer can go on; the chain of a case (id, sequence) does not depend on the
  /// bytes that are given up.
  public static func of(_ output: Output, note: String) -> Output {
    let identity = output.headers.filter { $0.name.utf8.starts(with: "ce_".utf8) || $0.name == "content-type" }
    return Output(
      role: output.role, key: output.key, value: event(output.value, note) ?? refusal(identity, note),
      headers: identity,
      timestampMicros: output.timestampMicros)
  }

  /// The event itself, with less in it; nil when it is none.
  private static func event(_ value: [UInt8]?, _ note: String) -> [UInt8]? {
    guard let value else { return nil }
    return value.withUnsafeBytes { bytes -> [UInt8]? in
      var json = JSONWriter()
      var arena = ByteArena()
      var isWhole = false
      json.object { event in
        guard var members = try? JSONMembers(text: bytes) else { return }
        while let (name, value) = try? members.next(arena: &arena) {
          guard name.text == "data", value.kind == .object else {
            copy(name.text, value, to: &event, &arena)
            continue
          }
          isWhole = true
          event.object("data") { data in
            copyMembers(of: value, to: &data, &arena)
            data.bool("reduced", true)
            data.string("note", note)
          }
        }
      }
      return isWhole ? json.bytes : nil
    }
  }

  private static func copyMembers(of object: JSONToken, to json: inout JSONWriter, _ arena: inout ByteArena) {
    var members = JSONMembers(object)
    while let (name, value) = try? members.next(arena: &arena) { copy(name.text, value, to: &json, &arena) }
  }

  private static func copy(_ name: String, _ value: JSONToken, to json: inout JSONWriter, _ arena: inout ByteArena) {
    switch value.kind {
    case .string: json.string(name, Words.cut(UTF8Text.unescape(value, arena: &arena).text, to: textLength))
    case .number: json.written(name, value.bytes.text)
    case .yes: json.bool(name, true)
    case .no: json.bool(name, false)
    case .null: json.null(name)
    case .array: json.array(name) { _ in }
    // What is null in an event may be an object too; a trend is a list of numbers by another name.
    case .object where name == "trend": json.null(name)
    case .object: json.object(name) { copyMembers(of: value, to: &$0, &arena) }
    }
  }

  private static func refusal(_ identity: [RecordHeader], _ note: String) -> [UInt8] {
    var json = JSONWriter()
    json.object { event in
      for header in identity where header.name.utf8.starts(with: "ce_".utf8) {
        event.string(String(header.name.dropFirst(3)), header.value.map { String(decoding: $0, as: UTF8.self) })
      }
      event.object("data") { data in
        data.bool("reduced", true)
        data.string("note", note)
      }
    }
    return json.bytes
  }
}

public enum ReducedOutput {
  private static let textLength = 120
  private static let bareTextLength = 32
  /// Of a case event's data, what every event has (contract, section 3).
  static let requiredMembers: Set<String> = [
    "case_id", "sequence", "state", "kind", "previous_case_id", "instance", "title", "summary", "severity", "priority",
    "priority_reasons", "risk", "confidence", "opened_at", "updated_at", "resolved_at", "resolution", "models",
    "reasons",
    "customer", "affected", "major_case", "evidence", "action", "known_error", "ticket", "completeness",
  ]

  /// The least that is still a case event: nothing but required members, in a few words, and headers that tell repeats apart. nil when the
  /// output is no such event.
  public static func bare(_ output: Output) -> Output? {
    guard let value = output.value else { return nil }
    let event = rewritten(value, textLength: bareTextLength, members: requiredMembers) { $0.bool("reduced", true) }
    return event.map {
      Output(
        role: output.role, key: output.key, value: $0, headers: output.headers.filter { $0.name == "ce_id" },
        timestampMicros: output.timestampMicros)
    }
  }

  /// What takes the place of an output that Kafka refuses for good: same role, key and identity. Of a case event every required member
  /// stays, with short texts and empty lists, so that a consumer can go on; the chain of a case (id, sequence) does not depend on the
  /// bytes that are given up.
  public static func of(_ output: Output, note: String) -> Output {
    let identity = output.headers.filter { $0.name.utf8.starts(with: "ce_".utf8) || $0.name == "content-type" }
    let event = output.value.flatMap {
      rewritten($0, textLength: textLength) { data in
        data.bool("reduced", true)
        data.string("note", note)
      }
    }
    return Output(
      role: output.role, key: output.key, value: event ?? refusal(identity, note), headers: identity,
      timestampMicros: output.timestampMicros)
  }

  /// The event itself, with less in it; nil when it is none. `members` are those of the data that stay, nil = all.
  private static func rewritten(
    _ value: [UInt8], textLength: Int, members kept: Set<String>? = nil, _ addition: (inout JSONWriter) -> Void
  ) -> [UInt8]? {
    value.withUnsafeBytes { bytes -> [UInt8]? in
      var json = JSONWriter()
      var copier = Copier(textLength: textLength)
      var isWhole = false
      json.object { event in
        guard var members = try? JSONMembers(text: bytes) else { return }
        while let (name, value) = try? members.next(arena: &copier.arena) {
          guard name.text == "data", value.kind == .object else {
            copier.copy(name.text, value, to: &event)
            continue
          }
          isWhole = true
          event.object("data") { data in
            copier.copyMembers(of: value, to: &data) { kept?.contains($0) ?? !["reduced", "note"].contains($0) }
            addition(&data)
          }
        }
      }
      return isWhole ? json.bytes : nil
    }
  }

  /// Copies members with short texts and empty lists.
  private struct Copier: ~Copyable {
    let textLength: Int
    var arena = ByteArena()

    mutating func copyMembers(
      of object: JSONToken, to json: inout JSONWriter, _ isKept: (String) -> Bool = { _ in true }
    ) {
      var members = JSONMembers(object)
      while let (name, value) = try? members.next(arena: &arena) {
        if isKept(name.text) { copy(name.text, value, to: &json) }
      }
    }

    mutating func copy(_ name: String, _ value: JSONToken, to json: inout JSONWriter) {
      switch value.kind {
      case .string:
        // Ids and times are short, and of no use when they are cut.
        let isText = ["title", "headline", "summary", "text", "note"].contains(name)
        let length = isText ? textLength : max(textLength, ReducedOutput.textLength)
        json.string(name, Words.cut(UTF8Text.unescape(value, arena: &arena).text, to: length))
      case .number: json.written(name, value.bytes.text)
      case .yes: json.bool(name, true)
      case .no: json.bool(name, false)
      case .null: json.null(name)
      case .array: json.array(name) { _ in }
      // What is null in an event may be an object too; a trend is a list of numbers by another name.
      case .object where name == "trend": json.null(name)
      case .object: json.object(name) { copyMembers(of: value, to: &$0) }
      }
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

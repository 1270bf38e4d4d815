extension Output {
  /// What takes the place of an output that Kafka refuses for good: same role, key and identity, a value that only says what happened. The
  /// chain of a case (id, sequence) does not depend on the bytes that are given up.
  public func reduced(note: String) -> Output {
    let identity = headers.filter { $0.name.hasPrefix("ce_") || $0.name == "content-type" }
    var json = JSONWriter()
    json.object { event in
      for header in identity where header.name.hasPrefix("ce_") {
        event.string(String(header.name.dropFirst(3)), header.value.map { String(decoding: $0, as: UTF8.self) })
      }
      event.object("data") { data in
        data.bool("reduced", true)
        data.string("note", note)
      }
    }
    return Output(role: role, key: key, value: json.bytes, headers: identity, timestampMicros: timestampMicros)
  }
}

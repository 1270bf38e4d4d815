public enum ReducedOutput {
  /// What takes the place of an output that Kafka refuses for good: same role, key and identity, a value that only says what happened. The
  /// chain of a case (id, sequence) does not depend on the bytes that are given up.
  public static func of(_ output: Output, note: String) -> Output {
    let identity = output.headers.filter { $0.name.utf8.starts(with: "ce_".utf8) || $0.name == "content-type" }
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
    return Output(
      role: output.role, key: output.key, value: json.bytes, headers: identity,
      timestampMicros: output.timestampMicros)
  }
}

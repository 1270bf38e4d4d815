import ForewarnCore

/// A record as `kcat -J` prints it: `{"topic":…,"partition":…,"offset":…,"tstype":…,"ts":…,"key":…,"headers":[…],"payload":…}`.
/// kcat prints bytes as they are: key, headers and payload need not be UTF-8. The payload is judged by its decoder, the others by nobody.
struct KcatEnvelope {
  var topic: Bytes
  var partition: Int32
  var offset: Int64
  private var ts: JSONToken?
  private var key: JSONToken?
  private var headers: JSONToken?
  private var payload: JSONToken?

  /// nil when the line is no envelope, and thus the value itself.
  init?(_ line: UnsafeRawBufferPointer, arena: inout ByteArena) {
    // Most lines that are no envelope are told by this alone, without being parsed.
    guard Self.mayNameTopic(line) else { return nil }
    var topic: JSONToken?
    var partition: JSONToken?
    var offset: JSONToken?
    var hasPayload = false
    do throws(Rejection) {
      var members = try JSONMembers(text: line, takesAnyBytes: true)
      while let (name, value) = try members.next(arena: &arena) {
        if name.equals("topic") {
          topic = value
        } else if name.equals("partition") {
          partition = value
        } else if name.equals("offset") {
          offset = value
        } else if name.equals("ts") {
          ts = value
        } else if name.equals("key") {
          key = value
        } else if name.equals("headers") {
          headers = value
        } else if name.equals("payload") {
          payload = value
          hasPayload = true
        }
      }
      try members.finish()
    } catch {
      return nil
    }
    guard hasPayload, let topic, topic.kind == .string, topic.count > 0,
      let partition, partition.kind == .number, let number = DecimalNumber(partition.bytes).whole,
      let partitionNumber = Int32(exactly: number),
      let offset, offset.kind == .number, let whole = DecimalNumber(offset.bytes).whole,
      let offsetNumber = Int64(exactly: whole), offsetNumber < .max
    else { return nil }
    guard let name = Self.bytes(topic, &arena) else { return nil }
    self.topic = name
    self.partition = partitionNumber
    self.offset = offsetNumber
  }

  /// Whether the name `topic` stands anywhere in the line.
  private static func mayNameTopic(_ line: UnsafeRawBufferPointer) -> Bool {
    guard let start = line.baseAddress, line.count >= 8 else { return false }
    let word: UInt64 = 0x2263_6970_6F74_22  // "topic" with its quotes, the first byte lowest
    for place in 0...(line.count - 8)
    where UInt64(littleEndian: (start + place).loadUnaligned(as: UInt64.self)) & 0x00FF_FFFF_FFFF_FFFF == word {
      return true
    }
    return false
  }

  /// The record, its headers appended to the batch's. Texts without escapes stay where they are, in the input.
  func record(into batch: inout RecordBatch, arena: inout ByteArena) -> Record {
    var record = Record(
      offset: offset, timestampMicros: timestampMicros, value: Self.bytes(payload, &arena), key: Self.bytes(key, &arena)
    )
    let headers = headerList(&arena)
    if !headers.isEmpty {
      record.headers = Int32(batch.headers.count)
      batch.headers.append(headers)
    }
    return record
  }

  /// `ts` is in milliseconds; -1 or nothing when the record has none.
  private var timestampMicros: Int64 {
    guard let ts, ts.kind == .number, let millis = DecimalNumber(ts.bytes).whole, millis <= UInt64(Int64.max / 1000)
    else { return Event.noTime }
    return Int64(millis) * 1000
  }

  private func headerList(_ arena: inout ByteArena) -> [RecordHeader] {
    guard let headers, headers.kind == .array else { return [] }
    var list: [RecordHeader] = []
    var elements = JSONElements(headers, takesAnyBytes: true)
    // The line was scanned whole, so no element can be malformed.
    while let name = try? elements.next(), let value = try? elements.next() {
      guard let text = Self.bytes(name, &arena)?.text else { continue }
      list.append(RecordHeader(name: text, value: Self.bytes(value, &arena).map { Array($0.buffer) }))
    }
    return list
  }

  /// A text, or any other JSON value as it is written; nil for null. What is no UTF-8 is as it is written, too.
  private static func bytes(_ token: JSONToken?, _ arena: inout ByteArena) -> Bytes? {
    guard let token, token.kind != .null else { return nil }
    let isText = token.kind == .string && (!token.isBeyondASCII || UTF8Text.isValid(token.bytes))
    return isText ? UTF8Text.unescape(token, arena: &arena) : token.bytes
  }
}

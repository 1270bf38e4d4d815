/// CloudEvents 1.0 (and 0.3) in JSON, and their Kafka binding.
extension RecordDecoder {
  /// A heartbeat or another event may have `specversion` alone; SDKs always write all four.
  var isStructuredCloudEvent: Bool {
    members.has(.id) && members.has(.source) && members.has(.type) || members.has(.data) || members.has(.dataBase64)
  }

  /// Decodes the data of the structured event whose members were just read.
  mutating func decodeEnvelope(
    _ outer: Context, into events: inout [Event], arena: inout ByteArena, _ result: inout DecodeResult
  ) throws(Rejection) {
    var context = outer
    context.isCloudEvent = true
    context.isInsideEnvelope = true
    context.envelopeTime = try time(.time, arena: &arena)
    let text: Bytes
    if let data = members[.data] {
      switch data.kind {
      case .object, .array: text = data.bytes
      // Some SDKs put JSON that they were given as text into `data` as text.
      case .string: text = UTF8Text.unescape(data, arena: &arena)
      default: throw .noData
      }
    } else if let base64 = members[.dataBase64], base64.kind == .string {
      let encoded = UTF8Text.unescape(base64, arena: &arena)
      guard let decoded = Base64.decode(encoded, arena: &arena) else { throw .noData }
      text = decoded
    } else {
      throw .noData
    }
    do throws(Rejection) {
      try decodeText(text, context, into: &events, arena: &arena, &result)
    } catch {
      switch error {
      case .notJSON, .notUTF8, .notAnObject, .emptyValue: throw .noData
      default: throw error
      }
    }
  }
}

extension RecordDecoder.Context {
  /// Binary mode: attributes in headers `ce_…`, the value is the data.
  mutating func readHeaders(_ headers: [RecordHeader]) {
    for header in headers {
      if header.name.utf8.starts(with: "ce_".utf8) {
        isCloudEvent = true
        if header.name == "ce_time", let value = header.value, !value.isEmpty {
          envelopeTime = value.withUnsafeBytes { TimeText.read(Bytes($0), .utc) }
        }
      } else if header.name == "content-type", let value = header.value, !value.isEmpty {
        isDeclaredOther = !Self.namesJSON(value)
      }
    }
    // Without attributes the header is any sender's word, and often wrong.
    if !isCloudEvent { isDeclaredOther = false }
  }

  private static func namesJSON(_ type: [UInt8]) -> Bool {
    let word: StaticString = "json"
    guard type.count >= 4 else { return false }
    for start in 0...(type.count - 4)
    where (0..<4).allSatisfy({ type[start + $0] | 0x20 == word.utf8Start[$0] }) { return true }
    return false
  }
}

/// RFC 4648, section 4; padding may be missing.
enum Base64 {
  static func decode(_ text: Bytes, arena: inout ByteArena) -> Bytes? {
    guard let base = text.base, text.count > 0 else { return .empty }
    var count = text.count
    while count > 0, text.count - count < 2, (base + count - 1).load(as: UInt8.self) == UInt8(ascii: "=") { count -= 1 }
    guard count % 4 != 1 else { return nil }
    let target = arena.reserve(max(count, 1))
    var written = 0
    var bits: UInt32 = 0
    var pending = 0
    for index in 0..<count {
      guard let value = value(of: (base + index).load(as: UInt8.self)) else { return nil }
      bits = bits << 6 | value
      pending += 6
      if pending >= 8 {
        pending -= 8
        target.storeBytes(of: UInt8(truncatingIfNeeded: bits >> UInt32(pending)), toByteOffset: written, as: UInt8.self)
        written += 1
      }
    }
    return arena.take(written)
  }

  private static func value(of byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}

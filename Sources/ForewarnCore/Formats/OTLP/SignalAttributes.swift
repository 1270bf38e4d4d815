/// Attributes of OpenTelemetry's metrics that tell one series of a metric from another, and so are part of a signal's name:
/// `queue.length{q=orders}`. Points of one metric that differ in others are values of one signal.
struct SignalAttributes {
  struct Found {
    /// By the place of the attribute in the settings.
    var tokens: InlineArray<8, JSONToken?> = .init(repeating: nil)
  }

  private let names: [[UInt8]]

  init(_ names: [String]) {
    self.names = names.prefix(Limits.signalAttributes).map { Array($0.utf8) }
    assert(names.count <= Limits.signalAttributes, "the settings are checked")
  }

  var isEmpty: Bool { names.isEmpty }

  func note(_ name: Bytes, _ value: JSONToken, in found: inout Found) {
    for index in names.indices where names[index].count == name.count && names[index].elementsEqual(name.buffer) {
      switch value.kind {
      case .string: found.tokens[index] = value.count > 0 ? value : nil
      case .number, .yes, .no:
        found.tokens[index] = value
        found.tokens[index]?.kind = .string
      case .null, .object, .array: break
      }
    }
  }

  /// The metric's name, and behind it what was found, in the order of the settings.
  func name(_ metric: Bytes, _ found: Found, arena: inout ByteArena) -> Bytes {
    var texts = InlineArray<8, Bytes>(repeating: .empty)
    var room = 0
    for index in names.indices {
      guard let token = found.tokens[index] else { continue }
      texts[index] = UTF8Text.clean(token, limit: Limits.nameBytes, arena: &arena).trimmed
      if !texts[index].isEmpty { room += names[index].count + texts[index].count + 2 }
    }
    guard room > 0 else { return metric }
    room += metric.count + 1
    let target = arena.reserve(room)
    var at = 0
    func put(_ bytes: UnsafeRawBufferPointer) {
      guard let base = bytes.baseAddress else { return }
      (target + at).copyMemory(from: base, byteCount: bytes.count)
      at += bytes.count
    }
    func put(_ sign: Unicode.Scalar) {
      target.storeBytes(of: UInt8(ascii: sign), toByteOffset: at, as: UInt8.self)
      at += 1
    }
    put(metric.buffer)
    var separator: Unicode.Scalar = "{"
    for index in names.indices where !texts[index].isEmpty {
      put(separator)
      separator = ","
      names[index].withUnsafeBytes { put($0) }
      put("=")
      put(texts[index].buffer)
    }
    put("}")
    assert(at == room, "all of the room is filled")
    return arena.take(at).cut(to: Limits.nameBytes)
  }
}

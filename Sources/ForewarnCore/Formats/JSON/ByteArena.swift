/// Memory for texts that had to be rewritten (unescaped, cleaned). Its chunks never move, so `Bytes` into them stay valid
/// until `removeAll`, which keeps the memory for the next batch.
public struct ByteArena: ~Copyable {
  private var chunks: [UnsafeMutableRawBufferPointer] = []
  private var current = 0
  private var used = 0
  private let chunkBytes: Int

  public init(chunkBytes: Int = 64 << 10) { self.chunkBytes = chunkBytes }

  deinit {
    for chunk in chunks { chunk.deallocate() }
  }

  /// Everything that was lent is invalid from here on.
  public mutating func removeAll() {
    current = 0
    used = 0
  }

  public mutating func copy(_ bytes: Bytes) -> Bytes {
    guard bytes.count > 0, let source = bytes.base else { return .empty }
    let target = reserve(bytes.count)
    target.copyMemory(from: source, byteCount: bytes.count)
    return take(bytes.count)
  }

  /// Both, with a space between them.
  mutating func spaced(_ first: Bytes, _ second: Bytes) -> Bytes {
    guard let firstBase = first.base, let secondBase = second.base else { return first.isEmpty ? second : first }
    let count = first.count + 1 + second.count
    let target = reserve(count)
    target.copyMemory(from: firstBase, byteCount: first.count)
    target.storeBytes(of: 0x20, toByteOffset: first.count, as: UInt8.self)
    (target + first.count + 1).copyMemory(from: secondBase, byteCount: second.count)
    return take(count)
  }

  /// Room for `count` bytes, to be written and then kept in part by `take`. The next `reserve` gives the same room again.
  mutating func reserve(_ count: Int) -> UnsafeMutableRawPointer {
    while current < chunks.count {
      let chunk = chunks[current]
      if chunk.count - used >= count, let base = chunk.baseAddress { return base + used }
      current += 1
      used = 0
    }
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, chunkBytes), alignment: 8)
    chunks.append(chunk)
    // `allocate` of at least one byte never gives a null address.
    return chunk.baseAddress!
  }

  /// Keeps the first `count` bytes of the room that `reserve` gave.
  mutating func take(_ count: Int) -> Bytes {
    guard current < chunks.count, let base = chunks[current].baseAddress else { return .empty }
    precondition(count >= 0 && used + count <= chunks[current].count, "no more is kept than was reserved")
    let bytes = Bytes(base: base + used, count: count)
    used += count
    return bytes
  }
}

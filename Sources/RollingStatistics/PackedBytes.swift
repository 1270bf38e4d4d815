/// Bytes in a row inside another value, eight to a word: an array of hundreds of small elements is taken apart element by element wherever
/// the compiler moves it.
public struct PackedBytes<let words: Int>: BitwiseCopyable, Sendable {
  private var storage: InlineArray<words, UInt64>

  public init(repeating byte: UInt8) {
    storage = .init(repeating: UInt64(byte) &* 0x0101_0101_0101_0101)
  }

  public subscript(index: Int) -> UInt8 {
    @inline(__always)
    get { UInt8(truncatingIfNeeded: storage[index >> 3] >> (UInt64(index & 7) << 3)) }
    @inline(__always)
    set {
      let shift = UInt64(index & 7) << 3
      storage[index >> 3] = storage[index >> 3] & ~(0xFF << shift) | UInt64(newValue) << shift
    }
  }
}

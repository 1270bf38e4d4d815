/// Bytes in a row inside another value, four to a word: an array of hundreds of small elements is taken apart element by element wherever
/// the compiler moves it. The words are no larger, so that no other field beside them is followed by a gap.
public struct PackedBytes<let words: Int>: BitwiseCopyable, Sendable {
  private var storage: InlineArray<words, UInt32>

  public init(repeating byte: UInt8) {
    storage = .init(repeating: UInt32(byte) &* 0x0101_0101)
  }

  public subscript(index: Int) -> UInt8 {
    @inline(__always)
    get { UInt8(truncatingIfNeeded: storage[index >> 2] >> (UInt32(index & 3) << 3)) }
    @inline(__always)
    set {
      let shift = UInt32(index & 3) << 3
      storage[index >> 2] = storage[index >> 2] & ~(0xFF << shift) | UInt32(newValue) << shift
    }
  }
}

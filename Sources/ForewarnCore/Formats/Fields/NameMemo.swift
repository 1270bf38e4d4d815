/// The members' names of the object that was read last, by their place in it.
///
/// A client writes the same members in the same order for years. What stands at a place is nearly always what stood there in
/// the object before, from the opening quote to the value, and is then known by two comparisons instead of a scan. Bytes
/// that are the same are as well-formed as they were.
struct NameMemo: ~Copyable {
  /// A name with its quotes, its colon and the white space around the colon.
  private struct Name {
    /// The first eight bytes and the last eight, which may overlap; of fewer, those there are.
    var head: UInt64 = 0
    var tail: UInt64 = 0
    var mask: UInt64 = .max
    var tailOffset = 0
    /// How many bytes must be there to be looked at: more than any object has when nothing is remembered.
    var reach = Int.max
    var count = 0
    var member: Member?
  }

  private static let places = 16
  private static let longest = 16
  private let names: UnsafeMutablePointer<Name>

  init() {
    names = .allocate(capacity: Self.places)
    names.initialize(repeating: Name(), count: Self.places)
  }

  deinit { names.deallocate() }

  /// Goes on to the value when the bytes here are those that stood at this place before. Outside: no; inside: the member, if it is one of ours.
  @inline(__always)
  func take(_ place: Int, _ scanner: inout JSONScanner) -> Member?? {
    guard place < Self.places else { return nil }
    let name = names + place
    guard scanner.end - scanner.at >= name.pointee.reach,
      Self.word(scanner.at) & name.pointee.mask == name.pointee.head,
      Self.word(scanner.at + name.pointee.tailOffset) & name.pointee.mask == name.pointee.tail
    else { return nil }
    scanner.at += name.pointee.count
    return .some(name.pointee.member)
  }

  /// Remembers the bytes from `start` to the scanner's place, which are a plain name's.
  @inline(__always)
  func note(_ place: Int, _ start: UnsafeRawPointer, _ scanner: borrowing JSONScanner, _ member: Member?) {
    let count = scanner.at - start
    guard place < Self.places, count <= Self.longest, scanner.end - start >= 8 else { return }
    let mask = count >= 8 ? UInt64.max : 1 << (8 * UInt64(count)) - 1
    let tailOffset = max(count - 8, 0)
    names[place] = Name(
      head: Self.word(start) & mask, tail: Self.word(start + tailOffset) & mask, mask: mask, tailOffset: tailOffset,
      reach: max(count, 8), count: count, member: member)
  }

  @inline(__always)
  private static func word(_ at: UnsafeRawPointer) -> UInt64 {
    UInt64(littleEndian: at.loadUnaligned(as: UInt64.self))
  }
}

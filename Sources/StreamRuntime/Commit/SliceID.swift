/// A share of the work that one process owns: slice `index` of `count`. One process owns all of it today; ids, offsets and rows
/// carry the slice from the first day, so that they need not change when there are more (design, section 4).
public struct SliceID: Equatable, Sendable, CustomStringConvertible {
  public let index: Int
  public let count: Int

  public static let whole = SliceID(index: 0, of: 1)

  public init(index: Int, of count: Int) {
    precondition(index >= 0 && index < count, "a slice is one of those that there are")
    self.index = index
    self.count = count
  }

  /// `0/1`; nil for every other spelling.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]), index >= 0, index < count,
      text == "\(index)/\(count)"
    else { return nil }
    self.init(index: index, of: count)
  }

  public var description: String { "\(index)/\(count)" }
}

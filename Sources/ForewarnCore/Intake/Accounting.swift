/// Where every record went, since the state began. Part of the book, so it is exact over crashes:
/// `events = cells + duplicates + late + quarantined + rejected`.
public struct Accounting: Equatable, Sendable {
  public var records: Int64 = 0
  public var events: Int64 = 0
  public var cells: Int64 = 0
  public var duplicates: Int64 = 0
  public var late: Int64 = 0
  public var quarantined: Int64 = 0
  public var rejected: Int64 = 0
  public var caseEvents: Int64 = 0
  public var casesOpened: Int64 = 0

  public init() {}

  /// Whether every event went somewhere, and only once.
  var isBalanced: Bool { events == cells + duplicates + late + quarantined + rejected }
}

extension Accounting: RowValue {
  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &records)
    coder.field(2, &events)
    coder.field(3, &cells)
    coder.field(4, &duplicates)
    coder.field(5, &late)
    coder.field(6, &quarantined)
    coder.field(7, &rejected)
    coder.field(8, &caseEvents)
    coder.field(9, &casesOpened)
  }
}

import ForewarnCore

/// Where the records of recorded input stand: 16 bytes a record, in offset order.
struct RecordIndex {
  struct Entry {
    var offset: Int64
    /// The file's number in the upper 16 bits, the position of the line in the lower 48.
    private var place: UInt64

    init(offset: Int64, file: Int, position: Int) {
      self.offset = offset
      place = UInt64(file) << 48 | UInt64(position)
    }

    var file: Int { Int(place >> 48) }
    var position: Int { Int(place & (1 << 48 - 1)) }

    /// By offset; of repeats, the first that was given.
    static func < (a: Entry, b: Entry) -> Bool { (a.offset, a.place) < (b.offset, b.place) }
  }

  static let mostFiles = 1 << 16

  private(set) var entries: [Entry] = []
  private var isOrdered = true

  mutating func append(_ entry: Entry) {
    if let last = entries.last, entry.offset <= last.offset { isOrdered = false }
    entries.append(entry)
  }

  /// What was left out.
  struct Repeats {
    /// Entries of an offset that stands there already.
    var count = 0
    /// Those of them that are another record.
    var unlike = 0
  }

  /// Brings the entries into offset order and drops repeats; returns how many those were, and which were none: `isSame` compares the
  /// records of two entries.
  mutating func settle(isSame: (Entry, Entry) -> Bool) -> Repeats {
    var repeats = Repeats()
    guard !isOrdered else { return repeats }
    entries.sort(by: <)
    var kept = 0
    for index in entries.indices {
      if index > 0, entries[index].offset == entries[kept - 1].offset {
        repeats.count += 1
        if !isSame(entries[kept - 1], entries[index]) { repeats.unlike += 1 }
        continue
      }
      entries[kept] = entries[index]
      kept += 1
    }
    entries.removeLast(repeats.count)
    isOrdered = true
    return repeats
  }

  /// The place of the first entry whose offset is not below this one.
  func firstPlace(notBelow offset: Int64) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].offset < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Those of a range of offsets alone.
  func within(_ range: Range<Int64>) -> RecordIndex {
    var part = RecordIndex()
    part.entries = Array(entries[firstPlace(notBelow: range.lowerBound)..<firstPlace(notBelow: range.upperBound)])
    return part
  }
}

/// Reads a series from CSV (RFC 4180) as it comes: a header with `timestamp` and `value`, in any case and order among any
/// other columns, then one row a value. Bytes may be cut anywhere between two calls of `feed`.
struct CSVSeries {
  struct Row {
    /// The record as it stood in the file, without its line end.
    let text: ArraySlice<UInt8>
    /// The line it starts on, from 1.
    let line: Int
    /// Columns that the header has and this row lacks.
    let missingColumns: Int
    /// Columns that this row has and the header lacks.
    let extraColumns: Int
    let epochMillis: Int64?
    let value: Double?
    /// What stands in both columns, without blanks; nil where the row is too short.
    let timestampText: ArraySlice<UInt8>?
    let valueText: ArraySlice<UInt8>?

    /// What is wrong with the row as a whole; nil when nothing is.
    var fault: String? {
      if missingColumns > 0 { return "\(missingColumns) of the header's columns are missing" }
      if extraColumns > 0 {
        return "\(extraColumns) columns more than the header has: a decimal comma, or a comma in a text without quotes?"
      }
      return epochMillis == nil
        ? "timestamp \(Self.quoted(timestampText)) is neither a number nor YYYY-MM-DD HH:MM:SS" : nil
    }

    /// Why it counts for nothing; nil when it counts.
    var reasonNotToCount: String? {
      if let fault { return fault }
      if value != nil { return nil }
      // A missing one, which is no mistake.
      if valueText?.isEmpty ?? true { return "value is empty" }
      return "value \(Self.quoted(valueText)) is no number, or beyond ±1e150"
    }

    /// At most so much of it as a line of a log can bear.
    private static func quoted(_ text: ArraySlice<UInt8>?) -> String {
      let text = text ?? []
      return "\"\(String(decoding: text.prefix(40), as: UTF8.self))\(text.count > 40 ? "…" : "")\""
    }
  }

  private struct Columns {
    var timestamp: Int
    var value: Int
    var count: Int
  }

  private var pending: [UInt8] = []
  private var line = 1
  private var columns: Columns?

  /// Takes the next bytes; `header` gets the header's text and line end once, `row` each complete row. Blank lines are no
  /// rows.
  mutating func feed(
    _ bytes: some Sequence<UInt8>, header: (ArraySlice<UInt8>, ArraySlice<UInt8>) -> Void, row: (Row) -> Void
  ) throws(SeriesError) {
    pending.append(contentsOf: bytes)
    try drain(atEnd: false, header: header, row: row)
  }

  /// Takes what a last line without a line end has left.
  mutating func finish(header: (ArraySlice<UInt8>, ArraySlice<UInt8>) -> Void, row: (Row) -> Void) throws(SeriesError) {
    try drain(atEnd: true, header: header, row: row)
    guard columns != nil else { throw .empty }
  }

  private mutating func drain(
    atEnd: Bool, header: (ArraySlice<UInt8>, ArraySlice<UInt8>) -> Void, row: (Row) -> Void
  ) throws(SeriesError) {
    var start = 0
    defer { pending.removeFirst(start) }
    while let record = CSVRecord(in: pending, from: start, columns: columns?.count, atEnd: atEnd) {
      let text = pending[start..<record.contentEnd]
      let firstLine = line
      line += record.lines
      start = record.end
      if text.isEmpty { continue }
      guard let columns else {
        columns = try findColumns(record.fields)
        header(text, pending[record.contentEnd..<record.end])
        continue
      }
      let timestamp = field(columns.timestamp, of: record)
      let value = field(columns.value, of: record)
      row(
        Row(
          text: text, line: firstLine, missingColumns: max(0, columns.count - record.fields.count),
          extraColumns: max(0, record.fields.count - columns.count),
          epochMillis: timestamp.flatMap(epochMillis(fromText:)), value: value.flatMap(number(fromText:)),
          timestampText: timestamp, valueText: value))
    }
  }

  private func field(_ index: Int, of record: CSVRecord) -> ArraySlice<UInt8>? {
    index < record.fields.count ? trimmed(pending[record.fields[index]]) : nil
  }

  private func findColumns(_ fields: [Range<Int>]) throws(SeriesError) -> Columns {
    if pending.starts(with: [0xFF, 0xFE]) || pending.starts(with: [0xFE, 0xFF]) || pending.prefix(64).contains(0) {
      throw .utf16
    }
    let names = fields.map { range in
      var name = pending[range]
      if name.starts(with: [0xEF, 0xBB, 0xBF]) { name.removeFirst(3) }
      return String(decoding: trimmed(CSVRecord.unquoted(name)), as: UTF8.self)
    }
    func position(_ name: String) throws(SeriesError) -> Int {
      guard let found = names.firstIndex(where: { $0.lowercased() == name }) else {
        throw .missingColumn(name, found: names)
      }
      return found
    }
    return Columns(timestamp: try position("timestamp"), value: try position("value"), count: names.count)
  }
}

/// A file that is unusable as a whole.
enum SeriesError: Error, Equatable, CustomStringConvertible {
  case empty
  case utf16
  /// No row has both a time and a value that can be read; the first that has not, and why.
  case nothingReadable(line: Int, reason: String)
  case missingColumn(String, found: [String])

  var description: String {
    switch self {
    case .empty: "no header; the first line must name the columns `timestamp` and `value`"
    case .utf16: "the file is UTF-16, or no text; write it as UTF-8 (iconv -f UTF-16 -t UTF-8)"
    case .nothingReadable(let line, let reason): "no row could be read; the first is line \(line): \(reason)"
    case .missingColumn(let name, let found):
      "no column `\(name)` in the header (found: \(found.prefix(8).joined(separator: ", "))); "
        + "the first line must name the columns `timestamp` and `value`"
    }
  }
}

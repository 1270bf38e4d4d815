/// Rows of CSV with a header (RFC 4180), by the names of their columns, in any case and order.
struct CSVTable {
  let path: String
  let required: [String]
  var optional: [String] = []

  /// Rows that do not count are named, the first of many.
  private static let namedRows = 20

  /// Hands over each row: the values of the required columns, then of the optional ones, which are empty where there is none. A row that
  /// is refused, by a reason, is named and passed over.
  func read(_ console: Console, row take: ([String]) -> String?) throws(FileFailure) {
    let bytes = try StreamedInput.bytes(path)
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var (line, refused, columns) = (1, 0, [Int?]())
    while let record = CSVRecord(in: bytes, from: start, columns: nil, atEnd: true) {
      defer { (start, line) = (record.end, line + record.lines) }
      guard start < record.contentEnd else { continue }
      let fields = record.fields.map { String(decoding: trimmed(bytes[$0]), as: UTF8.self) }
      guard !columns.isEmpty else {
        columns = try place(fields)
        continue
      }
      let values = columns.map { column in column.flatMap { $0 < fields.count ? fields[$0] : nil } ?? "" }
      guard let reason = take(values) else { continue }
      refused += 1
      if refused <= Self.namedRows { console.complain("\(path):\(line): \(reason)") }
    }
    guard !columns.isEmpty else { throw failure("no header; \(wanted)") }
    if refused > Self.namedRows {
      console.complain("\(path): \(refused) rows do not count, the first \(Self.namedRows) are named")
    }
  }

  private var wanted: String { "the first line must name the columns \(required.joined(separator: ", "))" }

  private func failure(_ reason: String) -> FileFailure { FileFailure(path: path, code: 0, reason: reason) }

  private func place(_ header: [String]) throws(FileFailure) -> [Int?] {
    let names = header.map { $0.lowercased() }
    for name in required where !names.contains(name) {
      throw failure("no column \(name) in the header (found: \(header.prefix(8).joined(separator: ", "))); \(wanted)")
    }
    return (required + optional).map { names.firstIndex(of: $0) }
  }

  /// µs of a time in a row; nil when it is none.
  static func micros(_ text: String) -> Int64? {
    guard let (micros, isFar) = epochMillis(fromText: Array(text.utf8)[...])?.multipliedReportingOverflow(by: 1_000)
    else { return nil }
    return isFar ? nil : micros
  }
}

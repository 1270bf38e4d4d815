/// The `score` command on one file: CSV in, the same rows in the same order with `anomaly_score` and `alarm` out. Streams:
/// memory does not grow with the file.
struct CSVScorer {
  /// A row that could not be read as it should; it is kept, and scores as missing.
  struct Problem: Equatable, CustomStringConvertible {
    var line: Int
    var reason: String
    var description: String { "line \(line): \(reason)" }
  }

  private var series = CSVSeries()
  private var scorer: SeriesScorer
  private var lineEnd: [UInt8] = []
  /// Rows written so far.
  private(set) var rows = 0
  private(set) var alarms = 0
  private var values = 0
  private var firstUnread: Problem?

  /// The rows as a picture shows them, where one is wanted; it grows with the file.
  private(set) var picture: SeriesPicture?

  init(_ scorer: SeriesScorer, isPictured: Bool = false) {
    self.scorer = scorer
    picture = isPictured ? SeriesPicture() : nil
  }

  /// Takes the next bytes of the input, cut anywhere, and returns the output that is ready. Empty and non-numeric values are
  /// no problem; rows without a readable timestamp or with too few columns are.
  mutating func feed(_ bytes: some Sequence<UInt8>, problem: (Problem) -> Void) throws(SeriesError) -> [UInt8] {
    var writer = Writer(scorer: scorer, lineEnd: lineEnd, picture: picture.take())
    try series.feed(bytes, header: { writer.header($0, lineEnd: $1) }, row: { writer.row($0, problem) })
    return adopt(writer)
  }

  /// The rest, for a last line without a line end. Throws when there was no header at all.
  ///
  /// What no row has a value in was not read, whatever was written: ask `nothingReadable` at the end.
  mutating func finish(problem: (Problem) -> Void) throws(SeriesError) -> [UInt8] {
    var writer = Writer(scorer: scorer, lineEnd: lineEnd, picture: picture.take())
    try series.finish(header: { writer.header($0, lineEnd: $1) }, row: { writer.row($0, problem) })
    return adopt(writer)
  }

  private mutating func adopt(_ writer: Writer) -> [UInt8] {
    scorer = writer.scorer
    lineEnd = writer.lineEnd
    picture = writer.picture
    rows += writer.rows
    alarms += writer.alarms
    values += writer.values
    firstUnread = firstUnread ?? writer.firstUnread
    return writer.output
  }

  /// The failure of a file without a single value that could be read, although it has rows.
  var nothingReadable: SeriesError? {
    guard values == 0, let firstUnread else { return nil }
    return .nothingReadable(line: firstUnread.line, reason: firstUnread.reason)
  }
}

private struct Writer {
  var scorer: SeriesScorer
  var lineEnd: [UInt8]
  var picture: SeriesPicture?
  var output: [UInt8] = []
  var rows = 0
  var alarms = 0
  var values = 0
  var firstUnread: CSVScorer.Problem?

  mutating func header(_ text: ArraySlice<UInt8>, lineEnd: ArraySlice<UInt8>) {
    // A header that is the whole file has no line end to show how the others would be.
    self.lineEnd = lineEnd.isEmpty ? [UInt8(ascii: "\n")] : Array(lineEnd)
    output.append(contentsOf: text)
    output.append(contentsOf: ",anomaly_score,alarm".utf8)
    output.append(contentsOf: self.lineEnd)
  }

  mutating func row(_ row: CSVSeries.Row, _ problem: (CSVScorer.Problem) -> Void) {
    if let fault = row.fault { problem(.init(line: row.line, reason: fault)) }
    if row.value != nil {
      values += 1
    } else if firstUnread == nil, let reason = row.reasonNotToCount {
      firstUnread = .init(line: row.line, reason: reason)
    }
    let score = scorer.score(row.value, epochMillis: row.epochMillis)
    picture?.add(row, score)
    rows += 1
    alarms += score.alarm ? 1 : 0
    output.append(contentsOf: row.text)
    output.append(contentsOf: repeatElement(UInt8(ascii: ","), count: row.missingColumns + 1))
    output.append(contentsOf: score.anomaly == 0 ? "0".utf8 : score.anomaly.description.utf8)
    output.append(contentsOf: score.alarm ? ",1".utf8 : ",0".utf8)
    output.append(contentsOf: lineEnd)
  }
}

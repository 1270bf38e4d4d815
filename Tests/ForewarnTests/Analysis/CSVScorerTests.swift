import Testing

@testable import forewarn

@Suite struct CSVScorerTests {
  private func score(_ text: String, chunk: Int = .max, operation: SeriesOperator = .auto) throws
    -> (output: String, problems: [CSVScorer.Problem])
  {
    var scorer = CSVScorer(SeriesScorer(operation, warmUp: 150))
    var problems: [CSVScorer.Problem] = []
    var output: [UInt8] = []
    var rest = ArraySlice(text.utf8)
    while !rest.isEmpty {
      output += try scorer.feed(rest.prefix(chunk)) { problems.append($0) }
      rest = rest.dropFirst(chunk)
    }
    output += try scorer.finish { problems.append($0) }
    return (String(decoding: output, as: UTF8.self), problems)
  }

  /// Two weeks of five-minute values with noise, a jump at 3,000 and a gap.
  static let series: String = {
    var state: UInt64 = 7
    return (0..<4_032).reduce(into: "timestamp,value\n") { text, i in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let noise = Double(state >> 40) / 16_777_216
      text += "\(1_400_000_000 + 300 * i),\(i % 97 == 5 ? "" : "\(10 + noise + (i == 3_000 ? 9 : 0))")\n"
    }
  }()

  /// A cut input gives a prefix of the output, to the byte: no row waits for a later one.
  @Test(arguments: SeriesOperator.allCases, [1, 150, 1_003, 3_001, 4_031])
  func aCutInputGivesAPrefix(operation: SeriesOperator, rows: Int) throws {
    let whole = try score(Self.series, operation: operation).output
    let lines = Self.series.split(separator: "\n", omittingEmptySubsequences: false)
    let cut = try score(lines[0...rows].joined(separator: "\n") + "\n", operation: operation).output
    #expect(whole.hasPrefix(cut))
    #expect(cut.split(separator: "\n").count == rows + 1)
  }

  @Test func aPictureShowsTheAlarms() throws {
    var scorer = CSVScorer(SeriesScorer(.contextual, warmUp: 150), isPictured: true)
    var again = CSVScorer(SeriesScorer(.contextual, warmUp: 150), isPictured: true)
    _ = try scorer.feed(Self.series.utf8) { _ in }
    for byte in Self.series.utf8.split(separator: UInt8(ascii: "\n")) { _ = try again.feed(byte + [10]) { _ in } }
    let svg = try #require(scorer.picture).svg(title: "a<b>&.csv")
    #expect(svg == again.picture?.svg(title: "a<b>&.csv"), "however the bytes are cut")
    #expect(svg.hasPrefix("<svg xmlns=") && svg.hasSuffix("</svg>\n"))
    #expect(svg.contains("a&lt;b&gt;&amp;.csv"))
    #expect(scorer.alarms > 0 && svg.split(separator: "class=\"alarm\"").count == scorer.alarms + 1)
    #expect(svg.contains("class=\"band\" d=\"M"))
    #expect(SeriesPicture().svg(title: "empty").contains("0 rows"))
  }

  @Test func keepsRowsOrderAndOtherColumns() throws {
    let (output, problems) = try score("host,timestamp,value\na,1,2\n\"b,\"\"x\"\"\",2,3\nc,3,\n")
    #expect(
      output == """
        host,timestamp,value,anomaly_score,alarm
        a,1,2,0,0
        "b,""x""\",2,3,0,0
        c,3,,0,0

        """)
    #expect(problems.isEmpty)
  }

  /// To the daemon one value is an outlier, and nothing that it tells of.
  @Test(arguments: SeriesOperator.allCases.filter { $0 != .daemon })
  func aJumpIsAnAlarm(operation: SeriesOperator) throws {
    let lines = try score(Self.series, operation: operation).output.split(separator: "\n")
    let alarms = lines.indices.filter { lines[$0].hasSuffix(",1") }
    #expect(alarms.contains(3_001))
    #expect(alarms.count < 8)
  }

  /// Causal: a cut input gives a prefix of the output.
  @Test(arguments: SeriesOperator.allCases)
  func aCutInputGivesAPrefix(operation: SeriesOperator) throws {
    let lines = Self.series.split(separator: "\n", omittingEmptySubsequences: false)
    let whole = try score(Self.series, operation: operation).output
    for rows in [1, 500, 3_050] {
      let cut = lines.prefix(rows + 1).joined(separator: "\n") + "\n"
      #expect(whole.hasPrefix(try score(cut, operation: operation).output))
    }
  }

  @Test(arguments: [1, 2, 7, 4_096])
  func chunksDoNotMatter(chunk: Int) throws {
    let text = "\u{FEFF}Timestamp,\"value\",note\r\n1,5,\"a\r\nb\"\r\n2,6,\"\"\"\"\r\n3,7,c"
    #expect(try score(text, chunk: chunk).output == score(text).output)
    #expect(
      try score(text).output
        == "\u{FEFF}Timestamp,\"value\",note,anomaly_score,alarm\r\n1,5,\"a\r\nb\",0,0\r\n2,6,\"\"\"\",0,0\r\n3,7,c,0,0\r\n"
    )
  }

  @Test func aBadRowIsNamedKeptAndTheRestGoesOn() throws {
    let (output, problems) = try score("timestamp,value,x\n1,2,3\n2\nnever,5,6\n\n4,5,6\n")
    #expect(output == "timestamp,value,x,anomaly_score,alarm\n1,2,3,0,0\n2,,,0,0\nnever,5,6,0,0\n4,5,6,0,0\n")
    #expect(problems.map(\.line) == [3, 4])
  }

  @Test func aStrayQuoteEndsWithItsLine() throws {
    let (output, _) = try score("timestamp,value,x\n1,2,\"a\n2,3,b\n")
    #expect(output == "timestamp,value,x,anomaly_score,alarm\n1,2,\"a,0,0\n2,3,b,0,0\n")
  }

  @Test(arguments: ["", "\n\n"])
  func noHeader(text: String) {
    #expect(throws: SeriesError.empty) { try score(text) }
  }

  @Test(arguments: [("1,2\n3,4\n", "timestamp"), ("timestamp,count\n", "value")])
  func noColumn(text: String, column: String) throws {
    let error = try #require(throws: SeriesError.self) { try score(text) }
    #expect(error.description.contains("no column `\(column)`"))
  }
}

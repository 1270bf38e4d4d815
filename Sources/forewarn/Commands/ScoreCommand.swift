import ForewarnCore

enum ScoreCommand: Command {
  static let description = CommandDescription(
    words: ["score"], summary: "Anomaly scores of a series, by the daemon's own operators.",
    discussion:
      "Reads CSV with a header and columns timestamp and value; writes the same rows with anomaly_score and alarm, which is 1 from a score of 1 on. Row i depends on rows 1 to i only; with a warm-up in percent also on how many rows there are. record finds what a series has never done, contextual what is unusual at its time of day, auto either. After an alarm there is none for 100 rows (contextual: or an hour), unless it is three times as far out. daemon judges the series as the daemon judges a signal: values of a minute are one, the score is the strongest finding's over what opens a case, and alarm is 1 where a case opens or comes back, once two days were seen; without the budget of early warnings. There a row of more than ten minutes before the newest, and one without a time, score 0.",
    options: [
      OptionDescription(
        spelling: "--operator", value: .choice(SeriesOperator.allCases.map(\.rawValue)),
        documentation: "Which operator scores; default: auto."),
      OptionDescription(
        spelling: "--warm-up", value: .text(placeholder: "ROWS|PERCENT%"),
        documentation: "Rows that teach and score 0, or a share of a file's rows, at most 750; default: 150."),
      OptionDescription(
        spelling: "--direction", value: .choice(SignalRule.Direction.allCases.map(\.rawValue)),
        documentation: "With daemon: which way is bad; default: both."),
      OptionDescription(
        spelling: "--limit", value: .text(placeholder: "NUMBER"),
        documentation: "With daemon, and a direction up or down: what is not to be reached, as signals[].limit."),
      OptionDescription(
        spelling: "--output", value: .text(placeholder: "DIR"),
        documentation: "Writes one file an input there, of the same name, instead of to standard output."),
      OptionDescription(
        spelling: "--svg", value: .text(placeholder: "FILE"),
        documentation: "Draws the series, what was usual, the scores and the alarms; for one input."),
    ],
    inputs: StreamedInput.description("CSV"))

  /// What is asked of each input.
  private struct Request {
    var operation = SeriesOperator.auto
    var warmUp = WarmUp.standard
    var rule = SignalRule(name: "*")
    var folder: OutputFolder?
    var picture: String?
  }

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    var request = Request()
    request.operation = arguments["--operator"].flatMap { SeriesOperator(rawValue: $0) } ?? .auto
    request.picture = arguments["--svg"]
    let inputs = StreamedInput.paths(arguments)
    if let text = arguments["--warm-up"] {
      guard let warmUp = WarmUp(text) else {
        console.complain("forewarn: score: --warm-up must be rows from 0 to 1000000, or 0% to 100%, not \"\(text)\"")
        return .usage
      }
      request.warmUp = warmUp
    }
    if let complaint = takeRule(arguments, &request) {
      console.complain("forewarn: score: \(complaint)")
      return .usage
    }
    if request.picture != nil, inputs.count > 1 {
      console.complain("forewarn: score: --svg draws one input, not \(inputs.count)")
      return .usage
    }
    if let path = arguments["--output"] {
      let names = inputs.map(OutputFolder.name)
      if let twice = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
        console.complain("forewarn: score: two inputs would both be written to \(path)/\(names[twice])")
        return .usage
      }
      do throws(FileFailure) { request.folder = try OutputFolder(path) } catch {
        console.complain("forewarn: score: \(error.text)")
        return error.isPermission ? .permissions : .inputUnusable
      }
    }
    var code = ExitCode.done
    for input in inputs {
      do throws(FileFailure) {
        try score(input, request, console)
      } catch {
        console.complain("forewarn: score: \(error.text)")
        code = .inputUnusable
      }
    }
    return code
  }

  /// What is said of the series to the daemon's operator; answers what is wrong with it.
  private static func takeRule(_ arguments: Arguments, _ request: inout Request) -> String? {
    let spoken = ["--direction", "--limit"].first { arguments[$0] != nil }
    guard request.operation == .daemon else { return spoken.map { "\($0) is of --operator daemon" } }
    guard arguments["--warm-up"] == nil else {
      return "--warm-up is of the other operators: the daemon judges once it has seen two days of a kind"
    }
    if let direction = arguments["--direction"].flatMap({ SignalRule.Direction(rawValue: $0) }) {
      request.rule.direction = direction
    }
    guard let text = arguments["--limit"] else { return nil }
    guard let limit = number(fromText: Array(text.utf8)[...]) else {
      return "--limit must be a number, not \"\(text)\""
    }
    guard request.rule.direction != .both else { return "--limit needs a --direction, up or down" }
    request.rule.limit = limit
    return nil
  }

  private static func score(_ input: String, _ request: Request, _ console: Console) throws(FileFailure) {
    let problem = { (problem: CSVScorer.Problem) in
      console.complain("\(input):\(problem.line): \(problem.reason)")
    }
    var source = try Source(input, isWhole: request.warmUp.needsTotal)
    let rows = request.warmUp.needsTotal ? try rowCount(source.whole, input) : 0
    var scorer = CSVScorer(
      SeriesScorer(request.operation, warmUp: request.warmUp.rows(of: rows), rule: request.rule),
      isPictured: request.picture != nil)
    if let folder = request.folder {
      let output = try folder.create(for: input)
      while let bytes = try source.next() {
        try output.write(try usable(input) { () throws(SeriesError) in try scorer.feed(bytes, problem: problem) })
      }
      try output.write(try usable(input) { () throws(SeriesError) in try scorer.finish(problem: problem) })
      try output.finish()
    } else {
      while let bytes = try source.next() {
        console.write(try usable(input) { () throws(SeriesError) in try scorer.feed(bytes, problem: problem) })
      }
      console.write(try usable(input) { () throws(SeriesError) in try scorer.finish(problem: problem) })
    }
    if let path = request.picture, let picture = scorer.picture {
      try OutputFile.write(Array(picture.svg(title: input).utf8), to: path)
    }
    try refuse(scorer, input)
  }

  /// An input in pieces, or, where its length is asked for first, in one.
  private struct Source: ~Copyable {
    private var file: StreamedInput
    private(set) var whole: [UInt8] = []
    private var isTaken: Bool

    init(_ input: String, isWhole: Bool) throws(FileFailure) {
      var file = try StreamedInput(input)
      var whole: [UInt8] = []
      while isWhole, let chunk = try file.next() { whole += chunk }
      self.file = file
      self.whole = whole
      isTaken = !isWhole
    }

    mutating func next() throws(FileFailure) -> ArraySlice<UInt8>? {
      if isTaken { return try file.next() }
      isTaken = true
      return whole[...]
    }
  }

  private static func rowCount(_ bytes: [UInt8], _ input: String) throws(FileFailure) -> Int {
    var series = CSVSeries()
    var rows = 0
    try usable(input) { () throws(SeriesError) in
      try series.feed(bytes, header: { _, _ in }, row: { _ in rows += 1 })
      try series.finish(header: { _, _ in }, row: { _ in rows += 1 })
    }
    return rows
  }

  /// Rows without a single value were written as they came; that none could be read is a failure all the same.
  private static func refuse(_ scorer: CSVScorer, _ input: String) throws(FileFailure) {
    if let error = scorer.nothingReadable { throw FileFailure(path: input, code: 0, reason: error.description) }
  }

  /// A file without the columns is a file that cannot be used, like one that cannot be read.
  private static func usable<Result>(
    _ input: String, _ work: () throws(SeriesError) -> Result
  ) throws(FileFailure) -> Result {
    do throws(SeriesError) { return try work() } catch {
      throw FileFailure(path: input, code: 0, reason: error.description)
    }
  }
}

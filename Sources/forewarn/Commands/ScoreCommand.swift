enum ScoreCommand: Command {
  static let description = CommandDescription(
    words: ["score"], summary: "Anomaly scores of a series, by the daemon's own operators.",
    discussion:
      "Reads CSV with a header and columns timestamp and value; writes the same rows with anomaly_score and alarm. Row i depends on rows 1 to i only.",
    options: [
      OptionDescription(
        spelling: "--operator", value: .choice(["record", "contextual", "auto"]),
        documentation: "Which operator scores; default: auto."),
      OptionDescription(
        spelling: "--output", value: .text(placeholder: "DIR"),
        documentation: "Writes one file an input there, of the same name, instead of to standard output."),
    ],
    inputs: InputDescription(
      placeholder: "CSV", documentation: "A file, a .gz file, or - for standard input, which is the default."))

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    let operation = arguments["--operator"].flatMap { SeriesOperator(rawValue: $0) } ?? .auto
    let inputs = StreamedInput.paths(arguments)
    var folder: OutputFolder?
    if let path = arguments["--output"] {
      let names = inputs.map(OutputFolder.name)
      if let twice = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
        console.complain("forewarn: score: two inputs would both be written to \(path)/\(names[twice])")
        return .usage
      }
      do throws(FileFailure) { folder = try OutputFolder(path) } catch {
        console.complain("forewarn: score: \(error.text)")
        return error.isPermission ? .permissions : .inputUnusable
      }
    }
    var code = ExitCode.done
    for input in inputs {
      do throws(FileFailure) {
        try score(input, operation, into: folder, console)
      } catch {
        console.complain("forewarn: score: \(error.text)")
        code = .inputUnusable
      }
    }
    return code
  }

  private static func score(
    _ input: String, _ operation: SeriesOperator, into folder: OutputFolder?, _ console: Console
  ) throws(FileFailure) {
    let problem = { (problem: CSVScorer.Problem) in
      console.complain("\(input):\(problem.line): \(problem.reason)")
    }
    var scorer = CSVScorer(operation: operation)
    var file = try StreamedInput(input)
    guard let folder else {
      while let bytes = try file.next() {
        console.write(try usable(input) { () throws(SeriesError) in try scorer.feed(bytes, problem: problem) })
      }
      console.write(try usable(input) { () throws(SeriesError) in try scorer.finish(problem: problem) })
      return try refuse(scorer, input)
    }
    let output = try folder.create(for: input)
    while let bytes = try file.next() {
      try output.write(try usable(input) { () throws(SeriesError) in try scorer.feed(bytes, problem: problem) })
    }
    try output.write(try usable(input) { () throws(SeriesError) in try scorer.finish(problem: problem) })
    try output.finish()
    try refuse(scorer, input)
  }

  /// Rows without a single value were written as they came; that none could be read is a failure all the same.
  private static func refuse(_ scorer: CSVScorer, _ input: String) throws(FileFailure) {
    if let error = scorer.nothingReadable { throw FileFailure(path: input, code: 0, reason: error.description) }
  }

  /// A file without the columns is a file that cannot be used, like one that cannot be read.
  private static func usable(
    _ input: String, _ work: () throws(SeriesError) -> [UInt8]
  ) throws(FileFailure) -> [UInt8] {
    do throws(SeriesError) { return try work() } catch {
      throw FileFailure(path: input, code: 0, reason: error.description)
    }
  }
}

enum TrendCommand: Command {
  static let description = CommandDescription(
    words: ["trend"], summary: "Slope of a series, its significance, and the time left until a limit.",
    discussion: "Reads CSV with a header and columns timestamp and value; prints one JSON line an input.",
    options: [
      OptionDescription(
        spelling: "--limit", value: .number(-1e300...1e300, placeholder: "X"),
        documentation: "The value that must not be crossed.")
    ],
    inputs: StreamedInput.description("CSV"))

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    var code = ExitCode.done
    for input in StreamedInput.paths(arguments) {
      do throws(FileFailure) {
        console.print(try trend(input, limit: arguments.number("--limit"), console))
      } catch {
        console.complain("forewarn: trend: \(error.text)")
        code = .inputUnusable
      }
    }
    return code
  }

  /// Rows that do not count are named, the first of many.
  private static let namedRows = 20

  private static func trend(_ input: String, limit: Double?, _ console: Console) throws(FileFailure) -> String {
    let bytes = try StreamedInput.bytes(input)
    var unread = 0
    do throws(SeriesError) {
      let report = try TrendReport(csv: bytes, limit: limit) { line, reason in
        unread += 1
        if unread <= namedRows { console.complain("\(input):\(line): \(reason)") }
      }
      if unread > namedRows {
        console.complain("\(input): \(unread) rows do not count, the first \(namedRows) are named")
      }
      return report.json(file: input)
    } catch {
      throw FileFailure(path: input, code: 0, reason: error.description)
    }
  }
}

enum TrendCommand: Command {
  static let description = CommandDescription(
    words: ["trend"], summary: "Slope of a series, its significance, and the time left until a limit.",
    discussion: "Reads CSV with a header and columns timestamp and value; prints one JSON line an input.",
    options: [
      OptionDescription(
        spelling: "--limit", value: .number(-1e300...1e300, placeholder: "X"),
        documentation: "The value that must not be crossed.")
    ],
    inputs: InputDescription(
      placeholder: "CSV", documentation: "A file, a .gz file, or - for standard input, which is the default."))

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    var code = ExitCode.done
    for input in StreamedInput.paths(arguments) {
      do throws(FileFailure) {
        console.print(try trend(input, limit: arguments.number("--limit")))
      } catch {
        console.complain("forewarn: trend: \(error.text)")
        code = .inputUnusable
      }
    }
    return code
  }

  private static func trend(_ input: String, limit: Double?) throws(FileFailure) -> String {
    var bytes: [UInt8] = []
    var file = try StreamedInput(input)
    while let chunk = try file.next() { bytes += chunk }
    do throws(SeriesError) { return try TrendReport(csv: bytes, limit: limit).json(file: input) } catch {
      throw FileFailure(path: input, code: 0, reason: error.description)
    }
  }
}

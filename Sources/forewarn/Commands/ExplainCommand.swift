import ForewarnCore
import Glibc

/// A case event in words.
enum ExplainCommand: Command {
  static let description = CommandDescription(
    words: ["explain"], summary: "Says in words why a case exists, of its events, or why none does.",
    discussion:
      "Reads case events as JSON lines, such as those of replay or of the cases topic. With --why-not it reads recorded input as replay does, and says of one instance and minute what each rule saw, what kept it back, and the least that would have opened a case.",
    options: [
      OptionDescription(
        spelling: "--why-not", value: .flag,
        documentation: "Why no case opened, over recorded input; needs --config, --instance and --at."),
      OptionDescription(
        spelling: "--instance", value: .text(placeholder: "NAME"), documentation: "The instance, as events name it."),
      OptionDescription(
        spelling: "--at", value: .text(placeholder: "TIME"),
        documentation: "A moment of the minute that is asked about (RFC 3339)."),
      OptionDescription(
        spelling: "--format", value: .choice(["text", "json"]),
        documentation: "Of --why-not: for people, or one JSON object."),
    ] + ConfigurationOptions.optional + RecordedRun.options,
    inputs: StreamedInput.description("INPUT"))

  private static let ofWhyNot = description.options.map(\.spelling).filter { $0 != "--why-not" }

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    if arguments.has("--why-not") { return WhyNot.run(arguments, console) }
    if let stray = ofWhyNot.first(where: arguments.has) {
      console.complain("forewarn: explain: \(stray) goes with --why-not")
      return .usage
    }
    let text = CaseText(isColored: isatty(STDOUT_FILENO) == 1)
    var (told, passedOver) = (0, 0)
    for path in StreamedInput.paths(arguments) {
      do throws(FileFailure) {
        let bytes = try StreamedInput.bytes(path)
        bytes.withUnsafeBytes { file in
          var lines = Lines(file)
          while let line = lines.next() {
            guard let event = ConsumedCaseEvent(Bytes(line.bytes)) else {
              passedOver += 1
              console.complain("\(path):\(line.number + 1): no case event")
              continue
            }
            told += 1
            console.print("\(event.instance), \(Timestamp.text(event.timeMicros))")
            for part in text.lines(event) { console.print(part) }
          }
        }
      } catch {
        console.complain("forewarn: explain: \(error.text)")
        return .inputUnusable
      }
    }
    guard told > 0 else {
      console.complain("forewarn: explain: there is no case event in the input")
      return .inputUnusable
    }
    return passedOver > 0 ? .found : .done
  }
}

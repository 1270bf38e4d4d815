import ForewarnCore
import Glibc

/// A case event in words.
enum ExplainCommand: Command {
  static let description = CommandDescription(
    words: ["explain"], summary: "Says in words why a case exists, of its events.",
    discussion: "Reads case events as JSON lines, such as those of replay or of the cases topic.",
    inputs: StreamedInput.description("CASE-EVENT"))

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
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

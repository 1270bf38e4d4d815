import ForewarnCore

/// The engine over recorded input, as fast as it can, the same bytes on every run.
enum ReplayCommand: Command {
  static let description = CommandDescription(
    words: ["replay"], summary: "The same engine over recorded input; case events as JSON lines.",
    discussion:
      "An input is JSON lines: bare event values, or envelopes as \"kcat -J\" prints them. The output is the same bytes on every run.",
    options: ConfigurationOptions.options + RecordedRun.options,
    inputs: RecordedRun.inputs)

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    RecordedRun.run(arguments, console, name: "replay") { run in
      var lines: [UInt8] = []
      let summary = try run.feed { value in
        lines.append(contentsOf: value)
        lines.append(UInt8(ascii: "\n"))
        if lines.count >= 1 << 16 {
          console.write(lines)
          lines.removeAll(keepingCapacity: true)
        }
      }
      console.write(lines)
      console.complain(summary.text)
      return .done
    }
  }
}

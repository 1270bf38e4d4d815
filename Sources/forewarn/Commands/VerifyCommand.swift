import ForewarnCore
import StreamRuntime

/// Case events against the input that they name.
enum VerifyCommand: Command {
  static let description = CommandDescription(
    words: ["verify"],
    summary: "Sums the evidence of case events again from the input that it names, and applies the rules again.",
    discussion:
      "CASE-EVENTS are JSON lines, as replay or the cases topic has them. INPUT is what replay takes; without any, the topics are read from Kafka. Each event is OK, a MISMATCH (which number, what was said and found), or its INPUTS EXPIRED (which offsets). Exits 1 unless all are OK.",
    options: ConfigurationOptions.options + [RecordedRun.topic, RecordedRun.now],
    inputs: InputDescription(
      placeholder: "CASE-EVENTS INPUT", documentation: "Case events first, - for standard input; then the input.",
      minimum: 1))

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    RecordedRun.run(arguments, console, name: "verify", resolvingSecrets: arguments.inputs.count == 1) { run in
      var run = run
      run.paths = Array(arguments.inputs.dropFirst())
      let told = try events(arguments.inputs[0], run.configuration.settings, console)
      guard !told.isEmpty else {
        console.complain("forewarn: verify: there is no case event in \(arguments.inputs[0])")
        return .inputUnusable
      }
      let input: RecordedInput
      if run.paths.isEmpty {
        let lines = try TopicRanges.read(told.flatMap(\.ranges), run.configuration)
        input = RecordedInput(
          files: [RecordedFile(name: "Kafka", content: lines)], topics: run.configuration.topics)
      } else {
        input = try run.openInput()
      }
      var (ok, mismatched, expired) = (0, 0, 0)
      var last: (ranges: [OffsetRange], window: Range<Int64>, recount: Recount)?
      for event in told {
        var event = event
        let answer = try event.answer { ranges, window in
          // Events of one decision share their input.
          if let last, last.ranges == ranges, last.window == window { return last.recount }
          let recount = try Recount(input.part(ranges), run, window: window)
          last = (ranges, window, recount)
          return recount
        }
        switch answer {
        case .ok(let sums, let rules):
          ok += 1
          console.print("OK \(event.id): \(sums) sums, \(rules) rules")
        case .mismatch(let numbers):
          mismatched += 1
          console.print("MISMATCH \(event.id): \(numbers.joined(separator: "; "))")
        case .expired(let ranges):
          expired += 1
          console.print("INPUTS EXPIRED \(event.id): \(ranges.joined(separator: "; "))")
        }
      }
      console.complain("forewarn: verify: \(ok) OK, \(mismatched) mismatches, \(expired) whose inputs expired")
      return mismatched + expired > 0 ? .found : .done
    }
  }

  private static func events(
    _ path: String, _ settings: Settings, _ console: Console
  ) throws(FileFailure) -> [Verification] {
    var found: [Verification] = []
    try StreamedInput.bytes(path).withUnsafeBytes { file in
      var lines = Lines(file)
      while let line = lines.next() {
        if let event = Verification(Bytes(line.bytes), settings) {
          found.append(event)
        } else {
          console.complain("\(path):\(line.number + 1): no case event")
        }
      }
    }
    return found
  }
}

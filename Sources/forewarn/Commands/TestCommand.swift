import ForewarnCore
import StreamRuntime

/// Whole lives of cases, written down: events in, expected case events out.
enum TestCommand: Command {
  static let description = CommandDescription(
    words: ["test"], summary: "Unit tests of rules and case lives in YAML: events in, expected case events out.",
    discussion:
      "A file names configuration and customers (or has them in it), feeds response times and alerts minute by minute, and lists the case events that are expected; config/tests has examples. Exits 1 when a test fails, 65 when a file cannot be used.",
    options: [
      OptionDescription(
        spelling: "--run", value: .text(placeholder: "TEXT"), documentation: "Only tests whose name contains this."),
      OptionDescription(
        spelling: "--events", value: .flag,
        documentation: "Shows every case event of each test, to write expectations by."),
    ],
    inputs: InputDescription(placeholder: "FILE", documentation: "A YAML file of tests.", minimum: 1))

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    var passed = 0
    var failed = 0
    var unusable = 0
    for path in arguments.inputs {
      do {
        let loaded = try LoadedCaseTests.load(path)
        for test in loaded.tests where arguments["--run"].map(test.name.contains) ?? true {
          let run = try CaseTestRun(test, loaded, console)
          let failures = run.failures
          if failures.isEmpty { passed += 1 } else { failed += 1 }
          console.print("\(failures.isEmpty ? "ok  " : "FAIL") \(path): \(test.name)")
          if arguments.has("--events") { for event in run.events { console.print("    \(run.line(event))") } }
          for failure in failures { console.print(failure) }
        }
      } catch let failure as ConfigurationFailure {
        unusable += 1
        for problem in failure.problems { console.complain(problem.text) }
      } catch let error as RecordedInputError {
        unusable += 1
        console.complain("forewarn: test: \(error.message)")
      } catch {
        console.complain("forewarn: test: \(path): \(error)")
        return .internalError
      }
    }
    console.complain("forewarn: test: \(passed) passed, \(failed) failed")
    if unusable > 0 || passed + failed == 0 { return .inputUnusable }
    return failed > 0 ? .found : .done
  }
}

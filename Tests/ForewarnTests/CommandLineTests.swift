import Glibc
import Testing

@testable import forewarn

@Suite struct CommandLineTests {
  @Test(arguments: [
    ([], "a command is missing"),
    (["rnu"], "unknown command \"rnu\", did you mean \"run\"?"),
    (["xyzzy"], "unknown command \"xyzzy\""),
    (["config"], "\"config\" needs a second word"),
    (["config", "chekc"], "unknown command \"config chekc\", did you mean \"check\"?"),
    (["backtest", "--config=a", "x"], "backtest: --incidents is missing: What happened."),
    (["run", "--confg", "x"], "run: unknown option \"--confg\", did you mean \"--config\"?"),
    (["run", "--config"], "run: --config needs a value: --config FILE"),
    (["run", "--config", "--exit-at-end"], "run: --config needs a value: --config FILE"),
    (["run", "--config=a", "--config=b"], "run: --config is given twice"),
    (["run", "--config=a", "--exit-at-end=yes"], "run: --exit-at-end takes no value (\"yes\")"),
    (["run", "--config=a", "stray"], "run: unexpected \"stray\""),
    (
      ["run", "--config=a", "--log-format=jsno"],
      "run: --log-format must be one of auto, journald, json, text, not \"jsno\", did you mean \"json\"?"
    ),
    (["run", "--config=a", "-X", "linger.ms"], "run: -X must be NAME=VALUE"),
    (["run", "--config=a", "--set", "=1"], "run: --set must be PATH=VALUE"),
    (["demo", "--port", "70000"], "demo: --port must be a whole number from 0 to 65535, not \"70000\""),
    (["demo", "--speed", "fast"], "demo: --speed must be a number from 0.1 to 10000.0, not \"fast\""),
    (["demo", "--speed", "nan"], "demo: --speed must be a number from 0.1 to 10000.0, not \"nan\""),
    (["trend", "--limit"], "trend: --limit needs a value: --limit X"),
    (["help", "a", "b", "c"], "help: unexpected \"c\""),
  ])
  func wrongUsage(words: [String], what: String) {
    let errors = Gathered()
    let console = Console(
      output: { _ in Issue.record("nothing belongs on standard output") }, error: { errors.append($0) })
    #expect(CommandTable.run(words, console) == .usage)
    let lines = errors.text.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first.map(String.init) == "forewarn: \(what)")
  }

  @Test func everyFormOfAnOption() throws {
    let words = ["--config", "a", "--set=x.y=1", "--set", "z=2", "-Xk=v", "-X", "l=w=x", "--exit-at-end"]
    let arguments = try Arguments(words, for: RunCommand.description)
    #expect(arguments["--config"] == "a")
    #expect(arguments.all("--set") == ["x.y=1", "z=2"])
    #expect(arguments.all("-X") == ["k=v", "l=w=x"])
    #expect(arguments.has("--exit-at-end"))
    #expect(!arguments.has("--log-format"))
  }

  @Test(arguments: [
    (["a", "-", "b"], ["a", "-", "b"]), (["--", "--limit", "-h"], ["--limit", "-h"]), (["a", "--", "b"], ["a", "b"]),
    (["--limit", "-5", "a"], ["a"]),
  ])
  func inputs(words: [String], expected: [String]) throws {
    #expect(try Arguments(words, for: TrendCommand.description).inputs == expected)
  }

  @Test func negativeNumbersAreValues() throws {
    #expect(try Arguments(["--limit", "-5"], for: TrendCommand.description).number("--limit") == -5)
  }

  @Test(arguments: CommandTable.descriptions.map(\.name))
  func everyVerbIsInEveryText(name: String) throws {
    let description = try #require(CommandTable.descriptions.first { $0.name == name })
    let help = TestConsole.run("help", name.split(separator: " ").map(String.init)[0])
    let own = HelpText.of(description)
    let manual = TestConsole.run("help", "--man").output
    let completions = ["bash", "zsh", "fish"].map { TestConsole.run("help", "--\($0)-completion").output }
    #expect(description.words.count > 1 || help.output == own + "\n")
    #expect(TestConsole.run("help").output.contains("  \(name) "))
    for option in description.options {
      #expect(own.contains("  \(option.spelling)"))
      #expect(manual.contains(option.spelling.split(separator: "-").joined(separator: "\\-")))
      let fish =
        option.spelling.hasPrefix("--") ? "-l \(option.spelling.dropFirst(2))" : "-s \(option.spelling.dropFirst())"
      #expect(completions[0].contains(option.spelling) && completions[1].contains(option.spelling))
      #expect(completions[2].contains("'__forewarn_in \(name)' \(fish) "))
    }
  }

  /// Completions of a shell, asked as a person asks with the tabulator.
  @Test(arguments: [
    ("ctl si", "silence"), ("ctl s", "schema"), ("config ch", "check"), ("ru", "run"), ("run --log", "--log-format"),
    ("run --log-format j", "journald"),
  ])
  func bashCompletes(typed: String, offered: String) throws {
    let folder = try TemporaryFolder()
    let script = try folder.write("bash", TestConsole.run("help", "--bash-completion").output)
    let words = "forewarn \(typed)".split(separator: " ")
    let asked = """
      source \(script); COMP_WORDS=(\(words.joined(separator: " "))); COMP_CWORD=\(words.count - 1)
      _forewarn; [[ " ${COMPREPLY[*]} " == *" \(offered) "* ]]
      """
    #expect(system("bash -c '\(asked)'") == 0)
  }

  @Test(.enabled(if: system("command -v fish >/dev/null 2>&1") == 0, "fish is not installed"))
  func fishCompletes() throws {
    let folder = try TemporaryFolder()
    let script = try folder.write("fish", TestConsole.run("help", "--fish-completion").output)
    for (typed, offered) in [("ctl si", "silence"), ("ru", "run"), ("run --log", "--log-format")] {
      #expect(
        system("fish --no-config -c 'source \(script); complete -C \"forewarn \(typed)\"' | grep -q -- '^\(offered)'")
          == 0)
    }
  }

  @Test(.enabled(if: system("command -v zsh >/dev/null 2>&1") == 0, "zsh is not installed"))
  func zshReadsItsCompletions() throws {
    let folder = try TemporaryFolder()
    let script = try folder.write("zsh", TestConsole.run("help", "--zsh-completion").output)
    #expect(system("zsh -n \(script)") == 0)
  }

  @Test func theConfigurationsPageHasEveryKey() {
    let page = TestConsole.run("help", "--man-configuration").output
    for key in ConfigurationKeys.table.keys { #expect(page.contains(".B \(key.path.replacing("-", with: "\\-"))\n")) }
  }

  @Test func helpGoesToOutputAndEndsWell() {
    for words in [
      ["--help"], ["-h"], ["help"], ["run", "--help"], ["config", "check", "-h"], ["help", "config", "check"],
    ] {
      let output = Gathered()
      let code = CommandTable.run(
        words, Console(output: { output.append($0) }, error: { _ in Issue.record("\(words)") }))
      #expect(code == .done)
      #expect(output.text.contains("usage: forewarn"))
    }
  }

  @Test func versionAsTextAndJSON() {
    let text = TestConsole.run("version").output
    for name in ["forewarn", "contract", "librdkafka", "SQLite"] { #expect(text.contains("\(name) ")) }
    #expect(TestConsole.run("--version").output == text)
    #expect(
      TestConsole.run("version", "--json").output.hasPrefix("{\"forewarn\":\"\(Version.forewarn)\",\"contract\":\"1\",")
    )
  }

  @Test func exitCodesAreThoseOfTheContract() {
    #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 64, 65, 69, 70, 77, 78, 79])
  }
}

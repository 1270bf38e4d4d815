import StreamRuntime
import Testing

@testable import forewarn

/// Whatever the README and the documents tell people to type is there: each verb, and each of its options.
@Suite struct ShellLineTests {
  private static let files =
    ["README.md", "deploy/integrations/README.md"] + DocumentTests.names.map { "deploy/documents/\($0).md" }

  /// Of blocks of shell, without remarks; a line that goes on is one.
  static func lines(in text: String) -> [String] {
    var lines: [String] = []
    var isShell = false
    var isContinued = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isShell = line == "```sh"
        continue
      }
      guard isShell, !line.hasPrefix("#") else { continue }
      let remark = line.firstRange(of: " #")?.lowerBound ?? line.endIndex
      var said = String(line[..<remark])
      let goesOn = said.hasSuffix("\\")
      if goesOn { said.removeLast() }
      if isContinued, let last = lines.popLast() { said = last + said }
      lines.append(said)
      isContinued = goesOn
    }
    return lines
  }

  /// Words between blanks; what stands in quotes is part of one.
  static func words(_ line: some StringProtocol) -> [String] {
    var words: [String] = []
    var word = ""
    var quote: Character?
    for character in line {
      if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == " " {
        words.append(word)
        word = ""
      } else {
        word.append(character)
      }
    }
    return (words + [word]).filter { !$0.isEmpty }
  }

  /// The calls of forewarn of a line, a pipe or a list of commands: the words behind it.
  static func calls(_ line: String) -> [[String]] {
    var calls: [[String]] = []
    for word in words(line) {
      let name = word.split(separator: "/").last.map(String.init) ?? word
      if ["|", "&&", "||", ";"].contains(word) {
        calls.append([])
      } else if calls.last?.first == "forewarn" {
        calls[calls.count - 1].append(word)
      } else if name == "forewarn", calls.last?.isEmpty ?? true {
        if calls.isEmpty { calls.append([]) }
        calls[calls.count - 1] = ["forewarn"]
      } else {
        calls.append(["other"])
      }
    }
    return calls.filter { $0.first == "forewarn" }.map { Array($0.dropFirst()) }
  }

  /// What is wrong with a call; nil when it can be typed. `a|b` stands for either, brackets for what may be left out.
  static func problem(_ call: [String]) -> String? {
    let bare = call.map { $0.filter { !"[]…".contains($0) } }
    if ["--version", "--help"].contains(bare.first) { return nil }
    var descriptions: [CommandDescription] = []
    let alternatives = bare.prefix { !$0.hasPrefix("-") }.map { $0.split(separator: "|").map(String.init) }
    let verbs = alternatives.prefix(2).reduce([[]]) { known, next in
      known.flatMap { start in next.map { start + [$0] } }
    }
    for verb in verbs {
      guard let found = try? CommandTable.find(verb) else { return "no command \(verb.joined(separator: " "))" }
      descriptions.append(found.command.description)
    }
    for word in bare where word.hasPrefix("-") && word != "-" && Double(word) == nil {
      let spelling = String(word.prefix { $0 != "=" })
      let isKnown = descriptions.contains { $0.option(spelling) != nil } || ["--help", "--version"].contains(spelling)
      if !isKnown { return "\(descriptions.first?.name ?? "") has no option \(spelling)" }
    }
    return nil
  }

  @Test(arguments: files)
  func whatIsToBeTypedIsThere(_ file: String) throws {
    let text = String(
      decoding: try FileBytes.read("\(ConfigurationTextTests.root)/\(file)", limit: 1 << 20), as: UTF8.self)
    for line in Self.lines(in: text) {
      for call in Self.calls(line) {
        let problem = Self.problem(call)
        #expect(problem == nil, "\(file): \(line): \(problem ?? "")")
      }
    }
  }

  /// There is something to look at: more than a few calls, of most commands that people use every day.
  @Test func theReadmeShowsHowToCallIt() throws {
    let text = String(
      decoding: try FileBytes.read("\(ConfigurationTextTests.root)/README.md", limit: 1 << 20), as: UTF8.self)
    let calls = Self.lines(in: text).flatMap(Self.calls)
    #expect(calls.count >= 12, "\(calls)")
    #expect(calls.contains { $0.first == "replay" } && calls.contains { $0.first == "ctl" })
  }

  @Test(
    arguments: [
      ("forewarn replay --config f.yaml dump.jsonl", nil), ("forewarn replya x", "no command replya x"),
      ("forewarn replay --confg f.yaml", "replay has no option --confg"),
      ("cat x | forewarn explain -", nil),
      ("kcat -b x -e && ./forewarn ctl close --case-id fw-1 --comment 'a | b'", nil),
      ("forewarn ctl acknowledge|feedback --case-id fw-… [--verdict true|false]", nil),
      ("forewarn ctl acknowledge|dance --case-id fw-1", "no command ctl dance"),
      ("forewarn ctl acknowledge --verdict true", "ctl acknowledge has no option --verdict"),
      ("echo forewarn --nothing", nil), ("forewarn --version", nil),
    ] as [(String, String?)])
  func mistakesAreSeen(_ line: String, _ problem: String?) {
    #expect(Self.calls(line).compactMap(Self.problem).first == problem)
  }
}

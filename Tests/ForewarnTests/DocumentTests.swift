import AdminServer
import Glibc
import StreamRuntime
import Testing

@testable import forewarn

/// What the documents name is there: commands with their options, settings, metrics, files.
@Suite struct DocumentTests {
  private static let folder = ConfigurationTextTests.root + "/deploy/documents"
  static let names = ["first-hour", "operations", "security", "sizing", "upgrade", "no-cases", "opentelemetry"]

  private static func text(_ name: String) throws -> String {
    String(decoding: try FileBytes.read("\(folder)/\(name).md", limit: 1 << 20), as: UTF8.self)
  }

  /// What stands between backquotes, and lines of code.
  private static func code(in text: String) -> [Substring] {
    var isBlock = false
    var found: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isBlock.toggle()
      } else if isBlock || line.hasPrefix("    ") {
        found.append(line)
      } else {
        found += line.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
          .map(\.element)
      }
    }
    return found
  }

  @Test(arguments: names)
  func everyCommandIsOne(name: String) throws {
    for piece in Self.code(in: try Self.text(name)).flatMap({ $0.split(separator: "|") }) {
      let words = piece.split(separator: " ").map(String.init)
      guard words.first == "forewarn", words.count > 1 else { continue }
      // `forewarn ctl` alone means all of them.
      if words.count == 2, !CommandTable.descriptions.behind(words[1]).isEmpty { continue }
      let (command, rest) = try CommandTable.find(Array(words.dropFirst()))
      #expect(throws: Never.self, "\(piece)") {
        // Single examples of options leave the required ones out.
        if rest.contains("--config") { _ = try Arguments(rest, for: command.description) }
      }
    }
  }

  @Test(arguments: names)
  func everySettingIsOne(name: String) throws {
    let keys = Set(ConfigurationKeys.table.keys.map(\.path))
    let sections = Set(keys.compactMap { path in path.lastIndex(of: ".").map { String(path[..<$0]) } })
    let firsts = Set(keys.map { String($0.prefix { $0 != "." }) })
    for piece in Self.code(in: try Self.text(name)) {
      for word in piece.split(whereSeparator: { !($0.isLetter || $0 == "_" || $0 == ".") }).map(String.init) {
        let parts = word.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, firsts.contains(parts[0]),
          !["yaml", "json", "jsonl", "csv", "sh", ""].contains(parts[1])
        else {
          continue
        }
        #expect(keys.contains(word) || sections.contains(word), "\(word)")
      }
    }
  }

  @Test(arguments: names)
  func everyMetricIsTold(name: String) throws {
    let told = Set(DaemonMetrics.families(DaemonStatus(), DashboardAPI.Filling()).map(\.name))
    let words = try Self.text(name).split { !($0.isLetter || $0.isNumber || $0 == "_") }
    for word in words where word.hasPrefix("forewarn_") && word.hasSuffix("_total") || word.hasSuffix("_open") {
      #expect(told.contains(String(word)), "\(word)")
    }
  }

  @Test(arguments: names)
  func everyFileIsThere(name: String) throws {
    let text = try Self.text(name)
    for link in text.split(separator: "](").dropFirst().map({ $0.prefix { $0 != ")" } }) {
      #expect(link.hasPrefix("http") || access("\(Self.folder)/\(link)", R_OK) == 0, "\(link)")
    }
    for piece in Self.code(in: text) {
      guard let word = piece.split(separator: " ").first, word.hasPrefix("deploy/") || word.hasPrefix("config/") else {
        continue
      }
      #expect(access("\(ConfigurationTextTests.root)/\(word)", R_OK) == 0, "\(word)")
    }
  }
}

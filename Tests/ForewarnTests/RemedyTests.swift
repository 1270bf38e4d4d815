import Glibc
import Testing

@testable import forewarn

/// What the program advises can be done: every command and every setting that its texts name is there.
@Suite struct RemedyTests {
  /// The string literals of the sources that speak to people, with where they stand.
  private static let sentences: [(place: String, text: String)] = {
    let root = #filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 }
    return ["StreamRuntime", "KafkaTransport", "SQLiteStore", "AdminServer", "forewarn"].flatMap { module in
      files(under: "\(root)/Sources/\(module)").flatMap { file in
        literals(in: file).map { (file.split(separator: "/").suffix(2).joined(separator: "/"), $0) }
      }
    }
  }()

  private static func files(under folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var found: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix(".") { continue }
      if name.hasSuffix(".swift") {
        found.append(folder + "/" + name)
      } else {
        found += files(under: folder + "/" + name)
      }
    }
    return found.sorted()
  }

  /// Texts between quotation marks on one line that are not comments; what is put in between by `\(…)` stays as it is.
  private static func literals(in path: String) -> [String] {
    guard let bytes = try? FileBytes.read(path, limit: 1 << 20) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").flatMap { line -> [String] in
      guard !line.drop(while: { $0 == " " }).hasPrefix("//") else { return [] }
      return line.replacing("\\\"", with: "'").split(separator: "\"", omittingEmptySubsequences: false)
        .enumerated().filter { $0.offset % 2 == 1 }.map { withoutInsertions(String($0.element)) }
    }
  }

  /// What the program puts in is not text of ours.
  private static func withoutInsertions(_ text: String) -> String {
    var rest = text[...]
    var kept = ""
    while let start = rest.firstRange(of: "\\(") {
      kept += rest[..<start.lowerBound] + "…"
      rest = rest[start.upperBound...]
      var depth = 1
      while depth > 0, let next = rest.popFirst() { depth += next == "(" ? 1 : next == ")" ? -1 : 0 }
    }
    return kept + rest
  }

  @Test func thereAreTexts() {
    #expect(Self.sentences.count { $0.text.contains("forewarn state restart") } > 3)
  }

  /// `forewarn state adopt --at-committed`: the verb is there, and so are its options.
  @Test func everyCommandThatIsNamedExists() {
    for (place, text) in Self.sentences {
      for span in text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      where span.offset % 2 == 1 && span.element.hasPrefix("forewarn ") {
        let words = span.element.split(separator: " ").dropFirst().map(String.init)
        do throws(UsageError) {
          let (command, rest) = try CommandTable.find(words)
          for option in rest where option.hasPrefix("-") {
            #expect(
              command.description.option(option) != nil, "\(place): \(span.element): there is no \(option)")
          }
        } catch {
          Issue.record("\(place): \(span.element): \(error.what)")
        }
      }
    }
  }

  /// Commands are put between backquotes, where the test above finds them.
  @Test(arguments: ["state", "topics"])
  func commandsStandBetweenBackquotes(_ word: String) {
    for (place, text) in Self.sentences {
      for part in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() where part.offset % 2 == 0 {
        #expect(!part.element.contains("forewarn \(word) "), "\(place): \(text)")
      }
    }
  }

  /// `cases.refresh_hours`: what looks like a setting of a section of ours is one.
  @Test func everySettingThatIsNamedExists() {
    let keys = ConfigurationKeys.table.keys.map(\.path)
    let sections = Set(keys.compactMap { $0.split(separator: ".").count > 1 ? $0.split(separator: ".").first : nil })
      .subtracting(["kafka"])
    for (place, text) in Self.sentences {
      let words = text.split { !($0.isLetter || $0.isNumber || $0 == "." || $0 == "_") }
      for word in words {
        let name = word.drop { $0 == "." }.reversed().drop { $0 == "." }.reversed().map(String.init).joined()
        let parts = name.split(separator: ".")
        guard parts.count > 1, let first = parts.first, sections.contains(first), parts.last != "yaml" else { continue }
        let isKnown = keys.contains(name) || keys.contains { $0.hasPrefix(name + ".") }
        #expect(isKnown, "\(place): \(name) is no setting: \(text)")
      }
    }
  }

  /// Settings without a section.
  @Test(arguments: ["on_lost_input"])
  func settingsOfTheTopLevelExist(_ name: String) {
    #expect(ConfigurationKeys.table.keys.contains { $0.path == name })
    #expect(Self.sentences.contains { $0.text.contains("set \(name) to") })
  }
}

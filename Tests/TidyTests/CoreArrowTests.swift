import Testing

/// What the folders of the core know of each other: names of types, for want of modules.
///
/// A type belongs to the folder that declares it at its top; a file that names a type of another folder needs an arrow to there.
/// What stands in no folder (`Settings`, `Limits`) is everybody's; its own arrows are those of the folder "".
@Suite struct CoreArrowTests {
  /// From the bottom up: what a folder may name lies above it here.
  static let coreArrows: [String: Set<String>] = [
    "": ["Events", "Names", "Time"],
    "Coding": [],
    "Text": [],
    "Events": ["Coding"],
    "Names": ["Coding", "Events"],
    "Formats": ["Events", "Names", "Time"],
    "Time": ["Coding", "Events"],
    "Customers": ["Events", "Formats", "Names", "Time"],
    "Panes": ["Coding", "Customers", "Events", "Names", "Time"],
    "Intake": ["Coding", "Customers", "Events", "Formats", "Names", "Panes", "Time"],
    "Findings": ["Coding", "Events", "Names", "Panes", "Text", "Time"],
    "Detection": ["Events", "Findings", "Names", "Panes", "Text", "Time"],
    "Risk": ["Coding", "Events", "Findings", "Time"],
    "Cases": ["Coding", "Events", "Findings", "Names", "Risk", "Time"],
    "Control": ["Cases", "Coding", "Customers", "Events", "Findings", "Formats", "Names", "Text", "Time"],
    "Health": ["Coding", "Events", "Names", "Time"],
    "Telling": [
      "Cases", "Control", "Customers", "Events", "Findings", "Formats", "Health", "Names", "Panes", "Risk", "Text",
      "Time",
    ],
    "State": [
      "Cases", "Coding", "Control", "Events", "Findings", "Health", "Intake", "Names", "Panes", "Telling", "Text",
      "Time",
    ],
    "Engine": [
      "Cases", "Coding", "Control", "Customers", "Detection", "Events", "Findings", "Formats", "Health", "Intake",
      "Names",
      "Panes",
      "Risk", "State", "Telling", "Text", "Time",
    ],
  ]

  /// Files that name more than their folder's arrows allow: `Panes/Cells.swift` -> `Detection`. May only shrink.
  static let arrowExceptions: [String: Set<String>] = [:]

  /// Files that extend a type of another folder. May only shrink.
  static let extensionExceptions: [String: Set<String>] = [
    "Formats/Alertmanager.swift": ["Bytes"]
  ]

  static let core = ParsedSource.sources.filter { $0.module == "ForewarnCore" }

  @Test func everyFolderHasArrows() {
    let folders = Set(Self.core.map(\.folder))
    for folder in folders.subtracting(Self.coreArrows.keys).sorted() { Issue.record("\(folder) has no arrows") }
    for folder in Set(Self.coreArrows.keys).subtracting(folders).sorted() { Issue.record("\(folder) is gone") }
    for (folder, arrows) in Self.coreArrows {
      for other in arrows where Self.coreArrows[other] == nil { Issue.record("\(folder) -> \(other): no such folder") }
    }
  }

  /// Also against the table itself: two folders that may name each other are one.
  @Test func arrowsMakeNoCircle() {
    for circle in Self.circles(Self.coreArrows) { Issue.record("a circle of arrows: \(circle)") }
  }

  @Test func foldersKeepToTheirArrows() {
    let found = Self.strayNames(Self.core, Self.coreArrows)
    for complaint in Self.complaints(found, Self.arrowExceptions) { Issue.record("\(complaint)") }
  }

  @Test func typesAreExtendedAtHome() {
    let found = Self.strayExtensions(Self.core)
    for complaint in Self.complaints(found, Self.extensionExceptions) { Issue.record("\(complaint)") }
  }

  // MARK: The rules

  /// By file (without the module's path) the folders, or the types, that it should not reach, with the places.
  typealias Found = [String: [String: String]]

  static func complaints(_ found: Found, _ exceptions: [String: Set<String>]) -> [String] {
    var complaints: [String] = []
    for (file, names) in found {
      for (name, at) in names where exceptions[file]?.contains(name) != true {
        complaints.append("\(file) -> \(name): \(at)")
      }
    }
    for (file, names) in exceptions {
      for name in names where found[file]?[name] == nil { complaints.append("\(file) -> \(name): drop its exception") }
    }
    return complaints.sorted()
  }

  /// Types at the top of a folder's files. A name that two folders declare belongs to none: nobody can tell which is meant.
  static func owners(_ sources: [ParsedSource]) -> [String: String] {
    var owners: [String: Set<String>] = [:]
    for source in sources where !source.folder.isEmpty {
      for type in source.declarations where type.kind == .type && isAtTop(type) {
        owners[type.name, default: []].insert(source.folder)
      }
    }
    return owners.compactMapValues { $0.count == 1 ? $0.first : nil }
  }

  private static func isAtTop(_ type: Declaration) -> Bool {
    type.place == .file && type.modifiers.isDisjoint(with: ["private", "fileprivate"])
  }

  static func strayNames(_ sources: [ParsedSource], _ arrows: [String: Set<String>]) -> Found {
    let owners = owners(sources)
    var found: Found = [:]
    for source in sources {
      let allowed = (arrows[source.folder] ?? []).union([source.folder])
      // A type of the file's own, such as a nested `Context`, hides others of that name.
      let own = Set(source.declarations.filter { $0.kind == .type }.map(\.name))
      let tokens = source.tokens.tokens
      for (at, token) in tokens.enumerated() {
        guard let owner = owners[token.text], !allowed.contains(owner), !own.contains(token.text) else { continue }
        // `Outer.Name` is another one.
        if at > 0, tokens[at - 1].text == "." { continue }
        let file = short(source)
        if found[file]?[owner] == nil { found[file, default: [:]][owner] = "\(token.text) in line \(token.line)" }
      }
    }
    return found
  }

  static func strayExtensions(_ sources: [ParsedSource]) -> Found {
    let owners = owners(sources)
    var found: Found = [:]
    for source in sources {
      let tokens = source.tokens.tokens
      for (at, token) in tokens.enumerated().dropLast() where token.text == "extension" {
        let name = tokens[at + 1].text
        guard let owner = owners[name], owner != source.folder else { continue }
        found[short(source), default: [:]][name] = "extends a type of \(owner) in line \(token.line)"
      }
    }
    return found
  }

  private static func short(_ source: ParsedSource) -> String {
    source.path.split(separator: "/").dropFirst(2).joined(separator: "/")
  }

  static func circles(_ arrows: [String: Set<String>]) -> [String] {
    var found: [String] = []
    func follow(_ folder: String, _ path: [String]) {
      if let start = path.firstIndex(of: folder) {
        let circle = path[start...]
        // Each circle once, from its first name.
        if circle.min() == folder { found.append((circle + [folder]).joined(separator: " -> ")) }
        return
      }
      for next in (arrows[folder] ?? []).sorted() { follow(next, path + [folder]) }
    }
    for folder in arrows.keys.sorted() { follow(folder, []) }
    return Set(found).sorted()
  }
}

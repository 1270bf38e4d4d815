import Testing

/// The house rules that a compiler does not hold us to.
@Suite struct TidyTests {
  /// Our modules and what each may import of them and of C: the arrows of `Package.swift`, which run one way.
  static let arrows: [String: Set<String>] = [
    "RollingStatistics": [],
    "ForewarnCore": ["RollingStatistics"],
    "StreamRuntime": ["ForewarnCore", "CLinux"],
    "KafkaTransport": ["StreamRuntime", "ForewarnCore", "CRdKafka", "CLinux"],
    "SQLiteStore": ["StreamRuntime", "ForewarnCore", "CSQLite", "CZlib"],
    "AdminServer": ["StreamRuntime", "ForewarnCore", "CMicroHTTPD", "CLinux"],
    "Simulation": ["StreamRuntime", "ForewarnCore"],
    "forewarn": [
      "RollingStatistics", "ForewarnCore", "StreamRuntime", "KafkaTransport", "SQLiteStore", "AdminServer", "CYAML",
      "CZlib", "CLinux",
    ],
    "forewarn-bench": [
      "ForewarnCore", "StreamRuntime", "KafkaTransport", "SQLiteStore", "Simulation", "CLinux",
    ],
  ]

  /// The folders that may speak to a C library: one, or as many as need different things of it (zlib: `.gz` and CRC-32). Linux's own
  /// calls are everybody's.
  static let owners: [String: Set<String>] = [
    "CRdKafka": ["KafkaTransport"], "CSQLite": ["SQLiteStore"], "CMicroHTTPD": ["AdminServer"], "CYAML": ["forewarn"],
    "CZlib": ["forewarn", "SQLiteStore"],
  ]

  /// What a module above the core may take from the system. Full Foundation is 40 MB of surprises.
  static let system: Set<String> = ["Glibc", "Synchronization", "Dispatch", "FoundationEssentials"]

  @Test func everyFolderIsKnown() {
    #expect(!SourceTree.sources.isEmpty)
    #expect(Set(SourceTree.sources.map(\.module)) == Set(Self.arrows.keys))
  }

  /// Deterministic to the bit means: nothing of the system at all.
  @Test(arguments: ["RollingStatistics", "ForewarnCore"])
  func theCoreImportsNothing(module: String) {
    for file in SourceTree.sources where file.module == module {
      for (line, name) in file.imports {
        #expect(
          name == "Synchronization" || name == "RollingStatistics" && module == "ForewarnCore",
          "\(file.path):\(line) imports \(name)")
      }
    }
  }

  @Test(arguments: arrows.keys.sorted())
  func arrowsRunOneWay(module: String) {
    let allowed = (Self.arrows[module] ?? []).union(Self.system)
    for file in SourceTree.sources where file.module == module {
      for (line, name) in file.imports { #expect(allowed.contains(name), "\(file.path):\(line) imports \(name)") }
    }
  }

  /// The table above is the one that is built.
  @Test func thePackageSaysTheSame() {
    let package = SourceTree.text("Package.swift")
    for (module, allowed) in Self.arrows where module.first?.isUppercase == true {
      let list = package.split(separator: "\n").first {
        $0.contains("library(\"\(module)\"") && !$0.contains("targets:")
      }
      let names =
        list?.split(separator: "\"").enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) } ?? []
      #expect(Set(names.dropFirst()) == allowed, "Package.swift gives \(module) other dependencies")
    }
  }

  @Test func eachCLibraryHasItsOwners() {
    for file in SourceTree.sources {
      for (line, name) in file.imports {
        if let owners = Self.owners[name] {
          #expect(owners.contains(file.module), "\(file.path):\(line) imports \(name)")
        }
      }
    }
  }

  /// In the table of the layout: a line that begins with `| &nbsp;&nbsp;` names folders of the core.
  @Test func theReadmeNamesEveryFolderOfTheCore() {
    let named = Self.coreFolders(readme: SourceTree.text("README.md"))
    let folders = ParsedSource.sources.filter { $0.module == "ForewarnCore" }.map(\.folder).filter { !$0.isEmpty }
    for folder in Set(folders).subtracting(named).sorted() { Issue.record("README.md does not name \(folder)") }
    for folder in named.subtracting(folders).sorted() { Issue.record("README.md names \(folder), which is gone") }
  }

  static func coreFolders(readme: String) -> Set<String> {
    var folders: Set<String> = []
    for line in readme.split(separator: "\n") where line.hasPrefix("| &nbsp;&nbsp;`") {
      let cell = line.dropFirst().prefix { $0 != "|" }
      // Between every other pair of quotes.
      for (number, part) in cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      where number % 2 == 1 { folders.insert(String(part)) }
    }
    return folders
  }

  @Test func foldersAreReadFromTheTable() {
    let readme =
      "| folder | `No` |\n| `Sources/No` | no |\n| &nbsp;&nbsp;`A` `B` | names, `No` |\n| &nbsp;&nbsp;`C` | c |"
    #expect(Self.coreFolders(readme: readme) == ["A", "B", "C"])
  }

  @Test func nothingIsLeftForLater() {
    // Written apart, so that this file is not found itself.
    let marks = ["TO" + "DO", "FIX" + "ME"]
    for file in SourceTree.sources + SourceTree.files(under: "Tests") {
      for (number, line) in file.lines.enumerated() {
        for mark in marks { #expect(!line.contains(mark), "\(file.path):\(number + 1)") }
      }
    }
  }

  @Test(
    arguments: [
      ("import Glibc", "Glibc"), ("  internal import CSQLite", "CSQLite"),
      ("@testable import ForewarnCore", "ForewarnCore"),
      ("public import struct Foundation.Data", "Foundation"), ("import Foundation;", "Foundation"),
      ("@preconcurrency import Foundation // why", "Foundation"), ("// import Foundation", nil),
      ("let text = \"import x\"", nil),
    ] as [(String, String?)])
  func importsAreSeen(line: String, module: String?) {
    #expect(SourceFile(path: "Sources/x/y.swift", lines: [line]).imports.map(\.module) == (module.map { [$0] } ?? []))
  }
}

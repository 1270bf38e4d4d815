import Glibc

/// One of our source files, as text.
struct SourceFile {
  /// From the package's root, `Sources/ForewarnCore/Limits.swift`.
  let path: String
  let lines: [String]

  /// `ForewarnCore`
  var module: String { String(path.split(separator: "/")[1]) }

  /// The modules that it imports, whatever stands before `import`.
  var imports: [(line: Int, module: String)] {
    lines.enumerated().compactMap { number, line in
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard let at = words.firstIndex(of: "import"), at + 1 < words.count,
        words[..<at].allSatisfy({ $0.hasPrefix("@") || Self.accesses.contains(String($0)) })
      else { return nil }
      let kinds: Set<String> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
      let name = kinds.contains(String(words[at + 1])) && at + 2 < words.count ? words[at + 2] : words[at + 1]
      return (number + 1, String(name.split(separator: ".")[0].prefix { $0 != ";" }))
    }
  }

  private static let accesses: Set<String> = ["public", "package", "internal", "fileprivate", "private"]
}

enum SourceTree {
  static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")

  static let sources = files(under: "Sources")

  static func files(under folder: String) -> [SourceFile] {
    paths(under: folder).filter { $0.hasSuffix(".swift") }.map { path in
      SourceFile(
        path: path, lines: text(path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }
  }

  static func text(_ path: String) -> String {
    guard let file = fopen("\(root)/\(path)", "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while case let n = fread(&chunk, 1, chunk.count, file), n > 0 { bytes += chunk[..<n] }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func paths(under folder: String) -> [String] {
    guard let directory = opendir("\(root)/\(folder)") else { return [] }
    defer { closedir(directory) }
    var found: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard !name.hasPrefix(".") else { continue }
      let path = "\(folder)/\(name)"
      if entry.pointee.d_type == UInt8(DT_DIR) { found += paths(under: path) } else { found.append(path) }
    }
    return found.sorted()
  }
}

import Glibc

/// Whole files, read and written at once.
enum Files {
  static func bytes(_ path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = read(descriptor, &chunk, chunk.count), count > 0 {
      bytes.append(contentsOf: chunk[..<count])
    }
    return bytes
  }

  static func text(_ path: String) -> String { String(decoding: bytes(path), as: UTF8.self) }

  /// Lines as bytes: a String of each would cost more than the test.
  static func lines(_ path: String) -> [ArraySlice<UInt8>] { bytes(path).split(separator: UInt8(ascii: "\n")) }

  static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
    guard let file = fopen(path, "w") else { throw TestTrouble("cannot write \(path)") }
    let array = Array(bytes)
    let written = fwrite(array, 1, array.count, file)
    guard fclose(file) == 0, written == array.count else { throw TestTrouble("cannot write \(path)") }
  }

  static func write(_ text: String, to path: String) throws { try write(text.utf8, to: path) }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// A folder that goes when the process that made it has gone.
  static let temporary: String = {
    let path = "/tmp/forewarn-integration-\(getpid())"
    mkdir(path, 0o700)
    Watch.afterwards("rm -rf '\(path)'")
    return path
  }()
}

/// Cleans up when this process ends, however it ends.
enum Watch {
  static func afterwards(_ command: String) {
    let script = "(while kill -0 \(getpid()); do sleep 1; done; \(command)) >/dev/null 2>&1 </dev/null &"
    if let pipe = popen(script, "r") { pclose(pipe) }
  }
}

/// A figure of a test, where whoever runs it sees it.
func figure(_ text: String) {
  var line = "    \(text)\n"
  line.withUTF8 { _ = write(1, $0.baseAddress, $0.count) }
}

enum Environment {
  /// The bars of the issue tracker at their full size.
  static let bars = getenv("FOREWARN_BARS").map { String(cString: $0) } == "1"

  /// How often a process is killed where a test says so.
  static let kills = value("FOREWARN_KILLS").flatMap { Int($0) } ?? 8

  /// How often a broker dies or hangs where a test says so.
  static let faults = value("FOREWARN_FAULTS").flatMap { Int($0) } ?? 4

  static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  static let packageRoot: String = {
    // Tests/IntegrationTests/Support/Files.swift
    #filePath.split(separator: "/").dropLast(4).reduce(into: "") { $0 += "/" + $1 }
  }()

  /// The program under test: the one built with these tests, or the one that FOREWARN_BINARY names.
  static let forewarn: String = {
    if let given = value("FOREWARN_BINARY") { return given }
    var path = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &path, path.count - 1)
    let own = String(decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return own.split(separator: "/").dropLast().reduce(into: "") { $0 += "/" + $1 } + "/forewarn"
  }()
}

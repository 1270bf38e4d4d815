import ForewarnCore
import Glibc
import Testing

// Also a file of StreamRuntimeTests and ForewarnTests, by a link: test targets cannot share one.

/// FNV-1a of 64 bits. Of its own, as the core's hash is among what may change.
struct Digest {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }

  mutating func add(_ number: Int64) { withUnsafeBytes(of: number.littleEndian) { add($0) } }

  /// Behind its length, so that two neighbours cannot lend each other bytes; nil is not empty.
  mutating func add(_ bytes: [UInt8]?) {
    add(Int64(bytes?.count ?? -1))
    bytes?.withUnsafeBytes { add($0) }
  }

  mutating func add(_ output: Output) {
    add(Array(output.role.rawValue.utf8))
    add(output.key)
    add(output.value)
    add(Int64(output.headers.count))
    for header in output.headers {
      add(Array(header.name.utf8))
      add(header.value)
    }
    add(output.timestampMicros ?? .min)
  }

  var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}

/// What a run sent, as one line: how many case events, health records and strays (late records and dead letters) there were, and a digest
/// of each of the three, in order.
struct OutputDigests {
  private var counts = [0, 0, 0]
  private var digests = [Digest(), Digest(), Digest()]

  init(_ outputs: [Output]) {
    for output in outputs {
      let part = output.role == .cases ? 0 : output.role == .health ? 1 : 2
      counts[part] += 1
      digests[part].add(output)
    }
  }

  func line(_ name: String) -> String {
    let numbers = counts.map(String.init).joined(separator: " ")
    return "\(name): \(numbers) \(digests.map(\.text).joined(separator: " "))"
  }
}

/// How the environment asks for more than a comparison.
enum SameBytes {
  /// FOREWARN_SAME_BYTES_DIR: where every run's outputs are written, so that those of two trees can be compared with `diff -r`.
  static let folder = value("FOREWARN_SAME_BYTES_DIR").map { path in
    mkdir(path, 0o755)
    return path
  }
  /// FOREWARN_SAME_BYTES_RECORD=1: what comes out is right by definition, and becomes the golden lines.
  static let records = value("FOREWARN_SAME_BYTES_RECORD") == "1"

  static let hint: Comment =
    "run this with FOREWARN_SAME_BYTES_DIR=DIR, in another tree with another DIR, then diff the two to see where they part"

  private static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  struct Unwritable: Error {
    var path: String
  }

  /// A line an output: role, key, timestamp, headers, value.
  static func show(_ outputs: [Output], as name: String) throws {
    guard let folder else { return }
    var text: [UInt8] = []
    func add(_ bytes: [UInt8]?, then separator: Character) {
      text += (bytes ?? Array("-".utf8)) + Array(separator.utf8)
    }
    for output in outputs {
      add(Array(output.role.rawValue.utf8), then: " ")
      add(output.key, then: " ")
      add(output.timestampMicros.map { Array(String($0).utf8) }, then: " ")
      for header in output.headers {
        add(Array(header.name.utf8), then: "=")
        add(header.value, then: " ")
      }
      add(output.value, then: "\n")
    }
    try write(text, to: "\(folder)/\(name).txt")
  }

  /// A line a name.
  static func show(_ counts: [String: Int], as name: String) throws {
    guard let folder else { return }
    let lines = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)\n" }
    try write(Array(lines.joined().utf8), to: "\(folder)/\(name).txt")
  }

  /// Golden lines are a Swift source, which needs no resources and no place to be found at.
  static func record(_ lines: [String], of suite: String, beside file: String) throws {
    let path = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    var text = "/// Written by `FOREWARN_SAME_BYTES_RECORD=1 swift test --filter \(suite)`; never by hand.\n"
    text += "extension \(suite) {\n  static let golden = \"\"\"\n"
    for line in lines { text += "    \(line)\n" }
    text += "    \"\"\"\n}\n"
    try write(Array(text.utf8), to: "\(path)/Golden/\(suite)+Golden.swift")
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "w") else { throw Unwritable(path: path) }
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else { throw Unwritable(path: path) }
  }
}

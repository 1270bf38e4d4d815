import Testing

@testable import forewarn

@Suite struct YAMLReaderTests {
  private func read(_ text: String, limit: Int = 1 << 20) throws(YAMLReader.Failure) -> YAMLNode {
    try YAMLReader.read(Array(text.utf8), source: "f.yaml", limitBytes: limit)
  }

  @Test(arguments: [
    ("a: 1\nb: 2\na: 3\n", "f.yaml:3:1: key \"a\" stands here again, first in line 1"),
    ("a: &x 1\nb: *x\n", "f.yaml:1:4: anchors and aliases are not taken; write the value out"),
    ("b: *x\n", "f.yaml:1:4: anchors and aliases are not taken; write the value out"),
    ("a: !!str 1\n", "f.yaml:1:4: tags are not taken; quote the value to make it text"),
    ("a: !x {}\n", "f.yaml:1:4: tags are not taken; quote the value to make it text"),
    ("? [a]\n: b\n", "f.yaml:1:3: a key must be plain text"),
    ("a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document begins here; the file must hold one"),
    ("a: [1, 2\nb: 3\n", "f.yaml:2:2: not YAML: did not find expected ',' or ']'"),
    (
      "a:\n\t- b\n",
      "f.yaml:2:1: not YAML: found character that cannot start any token; line 2 begins with a tab: indent with blanks"
    ),
  ])
  func refused(text: String, expected: String) {
    let failure = #expect(throws: YAMLReader.Failure.self) { _ = try read(text) }
    #expect(failure.map { "\($0.position.text): \($0.message)" } == expected)
  }

  @Test func depthAndSizeAreBounded() {
    let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
    let failure = #expect(throws: YAMLReader.Failure.self) { _ = try read(deep) }
    #expect(failure?.message == "nested deeper than 16 levels")
    let large = #expect(throws: YAMLReader.Failure.self) { _ = try read("abcdef", limit: 5) }
    #expect(large?.message == "the file has 6 bytes; at most 5 are read")
  }

  @Test func notUTF8IsAnErrorAndNoCrash() {
    let failure = #expect(throws: YAMLReader.Failure.self) {
      _ = try YAMLReader.read([0x61, 0x3a, 0x20, 0xff, 0xfe], source: "f", limitBytes: 100)
    }
    #expect(failure?.message == "not YAML: invalid leading UTF-8 octet at byte 3")
  }

  @Test func placesCountCharactersFromOne() throws {
    let node = try read("größe: x\nb:\n  - c\n")
    guard case .mapping(let entries) = node.content, case .sequence(let items) = entries[1].value.content else {
      Issue.record("no mapping")
      return
    }
    #expect(entries[0].value.position == SourcePosition(source: "f.yaml", line: 1, column: 8))
    #expect(items[0].position == SourcePosition(source: "f.yaml", line: 3, column: 5))
  }

  @Test(arguments: [("", true), ("~", true), ("null", true), ("\"null\"", false), ("no", false), ("''", false)])
  func null(text: String, expected: Bool) throws {
    #expect(try read("a: \(text)\n").mappingValue?.isNull == expected)
  }
}

extension YAMLNode {
  fileprivate var mappingValue: YAMLNode? {
    if case .mapping(let entries) = content { entries.first?.value } else { nil }
  }
}

import ForewarnCore
import Testing

@Suite struct ByteCodingTests {
  @Test func integersAreLittleEndian() {
    var writer = ByteWriter()
    writer.integer(UInt16(0x0102))
    writer.integer(Int64.min)
    writer.integer(Int8(-1))
    #expect(writer.bytes == [2, 1, 0, 0, 0, 0, 0, 0, 0, 0x80, 0xFF])
  }

  @Test func everythingComesBack() throws {
    var writer = ByteWriter(reserving: 100)
    writer.text("e\u{301}|\u{0}")
    writer.run([])
    writer.optional(nil as Int32?) { $0.integer($1) }
    writer.optional(-7 as Int32?) { $0.integer($1) }
    writer.list(["a", ""]) { $0.text($1) }
    [UInt32(1), 2].withUnsafeBytes { writer.raw($0) }
    var reader = ByteReader(writer.bytes)
    #expect(try Array(reader.text().utf8) == Array("e\u{301}|\u{0}".utf8))
    #expect(try reader.run() == [])
    #expect(try reader.optional { (reader) throws(MalformedBytes) in try reader.integer(Int32.self) } == nil)
    #expect(try reader.optional { (reader) throws(MalformedBytes) in try reader.integer(Int32.self) } == -7)
    #expect(try reader.list { (reader) throws(MalformedBytes) in try reader.text() } == ["a", ""])
    #expect(reader.remaining == 8 && !reader.isAtEnd)
    #expect(try Array(reader.raw(8)) == [1, 0, 0, 0, 2, 0, 0, 0])
    #expect(reader.isAtEnd && reader.position == writer.bytes.count)
  }

  @Test func nothingIsReadPastTheEnd() {
    for count in 0..<4 {
      var reader = ByteReader([UInt8](repeating: 0, count: count))
      #expect(throws: MalformedBytes(offset: 0)) { try reader.integer(UInt32.self) }
      #expect(throws: MalformedBytes(offset: 0)) { try reader.raw(count + 1) }
      #expect(throws: MalformedBytes(offset: 0)) { try reader.raw(-1) }
    }
  }

  @Test func aLengthInBytesIsNotTrusted() {
    let lie: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 1]
    var run = ByteReader(lie)
    #expect(throws: MalformedBytes.self) { try run.run() }
    var list = ByteReader(lie)
    #expect(throws: MalformedBytes(offset: 0)) {
      try list.list { (reader) throws(MalformedBytes) in try reader.integer(UInt8.self) }
    }
    var optional = ByteReader([2, 1])
    #expect(throws: MalformedBytes(offset: 0)) {
      try optional.optional { (reader) throws(MalformedBytes) in try reader.integer(UInt8.self) }
    }
  }

  @Test(arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80]] as [[UInt8]])
  func whatIsNotUTF8IsNoText(_ bytes: [UInt8]) {
    var writer = ByteWriter()
    writer.run(bytes)
    var reader = ByteReader(writer.bytes)
    #expect(throws: MalformedBytes(offset: 0)) { try reader.text() }
  }
}

import ForewarnCore
import Glibc
import StreamRuntime
import Testing

@testable import forewarn

/// A folder for one test's files, gone with it.
private final class Folder {
  let path: String

  init() {
    var template = Array("/tmp/forewarn-recorded-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
  }

  deinit { _ = system("rm -r '\(path)'") }

  func file(_ name: String, _ content: [UInt8]) -> String {
    let path = "\(path)/\(name)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(descriptor) }
    var written = 0
    while written < content.count {
      written += content[written...].withUnsafeBytes { max(0, write(descriptor, $0.baseAddress, $0.count)) }
    }
    return path
  }

  func file(_ name: String, _ content: String) -> String { file(name, Array(content.utf8)) }
}

private struct Plain: Equatable {
  var offset: Int64
  var value: String?
  var key: String?
  var micros: Int64
  var headers: [RecordHeader] = []
}

/// All records of all partitions, as they come.
private func readAll(_ input: RecordedInput, from starts: [Int64]? = nil) throws -> [[Plain]] {
  try input.start(at: starts ?? Array(repeating: 0, count: input.partitions.count))
  var batch = RecordBatch()
  return try input.partitions.indices.map { partition in
    var records: [Plain] = []
    while try input.poll(partition, into: &batch) == .records {
      for record in batch.records {
        records.append(
          Plain(
            offset: record.offset, value: record.value?.text, key: record.key?.text, micros: record.timestampMicros,
            headers: batch.headers(of: record)))
      }
    }
    return records
  }
}

private func envelope(
  _ topic: String, _ partition: Int, _ offset: Int, _ payload: String = #""v""#, rest: String = ""
) -> String {
  #"{"topic":"\#(topic)","partition":\#(partition),"offset":\#(offset),"tstype":"create","ts":1795314700801,"broker":1,"key":null\#(rest),"payload":\#(payload)}"#
    + "\n"
}

private func topics(_ kinds: [String: TopicKind]) -> [TopicConfiguration] {
  kinds.sorted { $0.key < $1.key }.map { TopicConfiguration(name: $0.key, decoder: DecoderSettings(kind: $0.value)) }
}

@Suite struct RecordedInputTests {
  private let folder = Folder()
  private let alert = #"{"instance":"i","alert":"a"}"#
  private let transaction = #"{"instance":"i","transaction":"t","duration_ms":1}"#

  @Test(arguments: [1, 2, 3, 512])
  func bareLinesAreAPartition(batch: Int) throws {
    let path = folder.file("t.jsonl", "\(transaction)\r\n\n  \nnot json\n\(alert)")
    let input = try RecordedInput(paths: [path], topics: [], batchRecords: batch)
    #expect(input.partitions == [TopicPartition(topic: "t.jsonl", partition: 0)])
    #expect(input.sources.map(\.kind) == [.transactions] && input.sources.map(\.records) == [3])
    let records = try readAll(input)[0]
    #expect(records.map(\.offset) == [0, 1, 2] && records.map(\.value) == [transaction, "not json", alert])
    #expect(records.allSatisfy { $0.micros == Event.noTime && $0.key == nil && $0.headers.isEmpty })
    #expect(input.freshEnd(0)?.offset == 3)
    #expect(input.location(partition: 0, offset: 1)?.line == 4 && input.location(partition: 0, offset: 1)?.file == path)
    #expect(input.location(partition: 0, offset: 2)?.line == 5 && input.location(partition: 0, offset: 0)?.line == 1)
    #expect(input.location(partition: 0, offset: 3) == nil)
    #expect(try readAll(input, from: [2])[0].map(\.offset) == [2])
  }

  /// Most lines decide; where nothing decides, transactions come first.
  @Test func kindIsThatOfMostEvents() throws {
    let alerts = folder.file("a", "garbage\n\(alert)\n\(alert)\n\(transaction)\n")
    let mixed = folder.file("b", "\(transaction)\n\(alert)\n")
    let nothing = folder.file("c", "garbage\n")
    let empty = folder.file("d", "")
    let input = try RecordedInput(paths: [nothing, mixed, alerts, empty], topics: [])
    #expect(input.partitions.map(\.topic) == ["a", "b", "c"] && input.partitions.map(\.partition) == [2, 1, 0])
    #expect(input.sources.map(\.kind) == [.alerts, .transactions, .transactions])
  }

  @Test func bareLinesAreThoseOfTheTopicThatMakesMostOfThem() throws {
    var mapped = TopicConfiguration(name: "mapped", decoder: DecoderSettings(kind: .alerts))
    mapped.decoder.fields = ["instance": "/who", "alert": "/what"]
    let topics = topics(["plain": .alerts, "t": .transactions]) + [mapped]
    let odd = folder.file("odd", #"{"who":"i","what":"a"}"# + "\n")
    let native = folder.file("native", "\(alert)\n")
    let input = try RecordedInput(paths: [odd, native], topics: topics)
    #expect(input.sources.map { $0.decoder.fields.isEmpty } == [true, false])
    let told = try RecordedInput(paths: [native], topics: topics, bareTopic: "mapped")
    #expect(told.sources.map { $0.decoder.fields.isEmpty } == [false])
  }

  @Test(arguments: [1, 7])
  func envelopesAreSortedAndDeduplicatedOverFiles(batch: Int) throws {
    let one = folder.file("1", envelope("t", 0, 5) + envelope("t", 1, 0) + envelope("t", 0, 3) + envelope("x", 0, 0))
    let two = folder.file("2", envelope("t", 0, 4, #""four""#) + envelope("t", 0, 3, #""again""#) + envelope("a", 0, 9))
    let input = try RecordedInput(
      paths: [one, two], topics: topics(["t": .transactions, "a": .alerts]), batchRecords: batch)
    #expect(input.partitions.map { "\($0.topic)\($0.partition)" } == ["a0", "t0", "t1"])
    #expect(input.sources.map(\.kind) == [.alerts, .transactions, .transactions])
    let records = try readAll(input)
    #expect(records[1].map(\.offset) == [3, 4, 5] && records[1].map(\.value) == ["v", "four", "v"])
    #expect(records[1].allSatisfy { $0.micros == 1_795_314_700_801_000 })
    #expect(input.warnings.count == 2 && input.warnings[1].contains("topic x"))
    #expect(input.location(partition: 1, offset: 4)?.file == two && input.location(partition: 1, offset: 5)?.line == 1)
    #expect(input.freshEnd(1)?.offset == 6)
  }

  @Test func envelopesAreUnescaped() throws {
    let lines =
      envelope("t", 0, 0, #""{\"alert\":\"\u00e9\"}""#, rest: #","headers":["a","1","b",null,"a","\n"]"#)
      + envelope("t", 0, 1, "null", rest: #","key":"k\t""#) + envelope("t", 0, 2, #""""#)
      + envelope("t", 0, 3, #"{"plain":1}"#).replacing("1795314700801", with: "-1")
    let input = try RecordedInput(paths: [folder.file("f", lines)], topics: topics(["t": .alerts]))
    let records = try readAll(input)[0]
    #expect(records.map(\.value) == [#"{"alert":"é"}"#, nil, "", #"{"plain":1}"#])
    #expect(
      records[0].headers == [
        RecordHeader(name: "a", value: [0x31]), RecordHeader(name: "b", value: nil),
        RecordHeader(name: "a", value: [0x0A]),
      ])
    #expect(records[1].key == "k\t" && records[1].headers.isEmpty && records[3].micros == Event.noTime)
  }

  /// kcat prints bytes as they are; only the payload has to be text.
  @Test func keysAndHeadersAreAnyBytes() throws {
    let binary: [UInt8] = [0xFF, 0x00 + 0x80, 0xC3]
    func line(_ offset: Int, _ parts: [[UInt8]]) -> [UInt8] {
      let texts = [
        #"{"topic":"t","partition":0,"offset":\#(offset),"ts":1795314700801,"key":""#, #"","headers":["h",""#,
        #""],"payload":""#, "\"}\n",
      ]
      return zip(texts, parts + [[]]).flatMap { Array($0.utf8) + $1 }
    }
    let lines = line(0, [binary, binary, Array("v".utf8)]) + line(1, [Array(#"\n"#.utf8) + binary, [], binary])
    let input = try RecordedInput(paths: [folder.file("f", lines)], topics: topics(["t": .alerts]))
    try input.start(at: [0])
    var batch = RecordBatch()
    #expect(try input.poll(0, into: &batch) == .records)
    let records = batch.records
    #expect(records.map { $0.key.map { Array($0.buffer) } } == [binary, Array(#"\n"#.utf8) + binary])
    #expect(batch.headers(of: records[0]) == [RecordHeader(name: "h", value: binary)])
    #expect(records.map { $0.value.map { Array($0.buffer) } } == [[0x76], binary])
  }

  /// The same offset with another record is no repeat: two clusters, or a topic that was made anew.
  @Test(arguments: [(#""v""#, "more than once"), (#""w""#, "differ")])
  func repeatsThatAreNoneAreSaid(payload: String, said: String) throws {
    let one = folder.file("1", envelope("t", 0, 0) + envelope("t", 0, 1))
    let two = folder.file("2", envelope("t", 0, 0, payload))
    let input = try RecordedInput(paths: [one, two], topics: topics(["t": .transactions]))
    #expect(try readAll(input)[0].map(\.value) == ["v", "v"])
    #expect(input.warnings.count == 1 && input.warnings[0].contains("1 record") && input.warnings[0].contains(said))
  }

  @Test(arguments: [[0xFF, 0xFE, 0x7B, 0x00], [0xFE, 0xFF, 0x00, 0x7B]] as [[UInt8]])
  func utf16IsCalledByItsName(bytes: [UInt8]) throws {
    let input = try RecordedInput(paths: [folder.file("f", bytes)], topics: [])
    #expect(input.warnings.count == 1 && input.warnings[0].contains("UTF-16"))
  }

  @Test(arguments: [
    #"{"topic":"t","partition":0,"offset":0}"#, #"{"topic":"t","partition":0,"offset":-1,"payload":""}"#,
    #"{"topic":"t","partition":"0","offset":1,"payload":""}"#, #"{"topic":"","partition":0,"offset":1,"payload":""}"#,
    #"{"topic":"t","partition":0,"offset":1,"payload":""}x"#,
    #"{"topic":"t","partition":4294967296,"offset":1,"payload":""}"#,
    #"{"topic":"t","partition":0,"offset":9223372036854775808,"payload":""}"#, #"{"topic":"t","#,
  ])
  func whatIsNoEnvelopeIsAValue(line: String) throws {
    let input = try RecordedInput(paths: [folder.file("f", line)], topics: topics(["t": .alerts]))
    #expect(try readAll(input) == [[Plain(offset: 0, value: line, key: nil, micros: Event.noTime)]])
  }

  @Test func gzipInSeveralMembers() throws {
    _ = folder.file("x", String(repeating: alert + "\n", count: 20_000))
    #expect(system("cd '\(folder.path)' && gzip -c x > y.gz && echo last | gzip -c >> y.gz") == 0)
    let input = try RecordedInput(paths: ["\(folder.path)/y.gz"], topics: [])
    #expect(input.sources.map(\.records) == [20_001] && input.partitions[0].topic == "y.gz")
    #expect(try readAll(input)[0].last?.value == "last")
    #expect(system("cd '\(folder.path)' && head -c 300 y.gz > short.gz") == 0)
    #expect(throws: RecordedInputError.self) { try RecordedInput(paths: ["\(folder.path)/short.gz"], topics: []) }
    let damaged = folder.file("damaged.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF])
    #expect(throws: RecordedInputError.self) { try RecordedInput(paths: [damaged], topics: []) }
  }

  @Test func linesOfAMegabyte() throws {
    let long = String(repeating: "x", count: 1 << 20)
    let path = folder.file("f", "\(long)\n\(long)\(long)\n\(alert)")
    let input = try RecordedInput(paths: [path], topics: [], batchRecords: 2)
    #expect(try readAll(input)[0].map { $0.value?.utf8.count } == [1 << 20, 2 << 20, alert.utf8.count])
  }

  @Test func aByteOrderMarkBelongsToNoValue() throws {
    let input = try RecordedInput(paths: [folder.file("f", "\u{FEFF}\(alert)\n")], topics: [])
    #expect(try readAll(input)[0].map(\.value) == [alert])
  }

  @Test func pipesAreRead() throws {
    let path = "\(folder.path)/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    #expect(system("(yes '\(alert)' | head -n 50000 > '\(path)') &") == 0)
    #expect(try RecordedInput(paths: [path], topics: []).sources.map(\.records) == [50_000])
  }

  @Test func whatCannotBeReadIsSaid() throws {
    let missing = "\(folder.path)/missing"
    let error = #expect(throws: RecordedInputError.self) { try RecordedInput(paths: [missing], topics: []) }
    #expect(error?.path == missing && error?.message.contains("No such file") == true)
    #expect(throws: RecordedInputError.self) { try RecordedInput(paths: [folder.path], topics: []) }
    let nothing = try RecordedInput(paths: [], topics: [])
    #expect(nothing.partitions.isEmpty)
  }
}

import Glibc
import Synchronization
import Testing

@testable import forewarn

@Suite struct LoggingTests {
  private func entry(_ message: String, fields: [(name: String, value: LogValue)] = []) -> LogEntry {
    LogEntry(
      timeMicros: 1_700_000_000_123_456, level: .warning, message: message, fields: fields, file: "forewarn/A.swift",
      line: 7)
  }

  @Test func json() {
    let line = entry("a \"b\"\n\u{1}", fields: [("topic", "t"), ("offset", 5)]).json
    #expect(
      String(decoding: line, as: UTF8.self)
        == "{\"ts\":\"2023-11-14T22:13:20.123Z\",\"level\":\"warning\",\"msg\":\"a \\\"b\\\"\\n\\u0001\",\"topic\":\"t\",\"offset\":5}\n"
    )
  }

  @Test func textEscapesWhatWouldPaint() {
    let line = entry("a\u{1b}[31m", fields: [("topic", "x\ny")]).text(isColored: false)
    #expect(String(decoding: line, as: UTF8.self) == "22:13:20.123 WARNING a\\u{1B}[31m topic=x\\ny\n")
    #expect(String(decoding: entry("a").text(isColored: true), as: UTF8.self).contains("\u{1b}[33mWARNING\u{1b}[0m"))
  }

  @Test func journalFramesLineEnds() {
    let bytes = entry("one\ntwo", fields: [("case_id", "c1"), ("errno", 2)]).journal
    let expected: [UInt8] =
      Array("MESSAGE\n".utf8) + [7, 0, 0, 0, 0, 0, 0, 0] + Array("one\ntwo\n".utf8)
      + Array("PRIORITY=4\nSYSLOG_IDENTIFIER=forewarn\nCODE_FILE=forewarn/A.swift\nCODE_LINE=7\n".utf8)
      + Array("FOREWARN_CASE_ID=c1\nERRNO=2\n".utf8)
    #expect(bytes == expected)
  }

  @Test func repeatsAreCountedAndTold() {
    var limit = RepeatLimit(perPeriod: 2, periodMicros: 10)
    let site = RepeatLimit.Site(file: "a", line: 1)
    #expect(limit.judge(site, nowMicros: 0) == .pass(suppressed: 0))
    #expect(limit.judge(site, nowMicros: 1) == .pass(suppressed: 0))
    #expect(limit.judge(site, nowMicros: 2) == .suppress)
    #expect(limit.judge(site, nowMicros: 9) == .suppress)
    #expect(limit.judge(RepeatLimit.Site(file: "a", line: 2), nowMicros: 9) == .pass(suppressed: 0))
    #expect(limit.judge(site, nowMicros: 10) == .pass(suppressed: 2))
    #expect(limit.judge(site, nowMicros: 11) == .pass(suppressed: 0))
    #expect(limit.judge(site, nowMicros: 12) == .suppress)
  }

  private final class Sink: Sendable {
    let entries = Mutex<[LogEntry]>([])
    var messages: [String] { entries.withLock { $0.map(\.message) } }
  }

  private func logger(_ sink: Sink, level: LogLevel = .info) -> Logger {
    Logger(
      level: level, limit: RepeatLimit(perPeriod: 3, periodMicros: 100),
      clock: LogClock(wallMicros: { 5 }, monotonicMicros: { 0 }),
      sink: { entry in sink.entries.withLock { $0.append(entry) } })
  }

  @Test func levelsAndFields() {
    let sink = Sink()
    let log = logger(sink, level: .notice)
    log.debug("d")
    log.info("i")
    log.notice("n", ["topic": "t", "partition": 3])
    log.error("e")
    #expect(sink.messages == ["n", "e"])
    sink.entries.withLock { entries in
      #expect(entries[0].fields.map(\.name) == ["topic", "partition"])
      #expect(entries[0].fields.map(\.value) == ["t", 3])
      #expect(entries[0].file.hasSuffix("LoggingTests.swift"))
      #expect(entries[0].timeMicros == 5)
    }
  }

  @Test func oneCallSiteDoesNotFloodButCriticalAlwaysPasses() {
    let sink = Sink()
    let log = logger(sink)
    for _ in 0..<10 { log.info("same") }
    #expect(sink.messages.count == 3)
    for _ in 0..<10 { log.critical("same") }
    #expect(sink.messages.count == 13)
  }

  @Test(arguments: zip(LogLevel.allCases, [7, 6, 5, 4, 3, 2]))
  func priorities(level: LogLevel, priority: Int) { #expect(level.priority == priority) }

  @Test func theJournalIsRecognisedByItsStream() throws {
    var status = stat()
    try #require(fstat(STDERR_FILENO, &status) == 0)
    #expect(LogSink.isJournal("\(status.st_dev):\(status.st_ino)", descriptor: STDERR_FILENO))
    #expect(!LogSink.isJournal("\(status.st_dev):\(status.st_ino + 1)", descriptor: STDERR_FILENO))
    #expect(!LogSink.isJournal("x", descriptor: STDERR_FILENO))
    #expect(!LogSink.isJournal(nil, descriptor: STDERR_FILENO))
  }
}

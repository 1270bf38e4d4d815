import StreamRuntime
import Synchronization

/// The log, usable from any thread. A value that is cheap to copy; all copies share one sink and one level.
struct Logger: Sendable {
  typealias Fields = KeyValuePairs<String, LogValue>

  private let shared: Shared

  /// `sink` takes whole entries, one at a time.
  init(
    level: LogLevel = .info, limit: RepeatLimit = RepeatLimit(), clock: LogClock = .system,
    sink: @escaping @Sendable (LogEntry) -> Void
  ) {
    shared = Shared(level: level, limit: limit, clock: clock, sink: sink)
  }

  init(_ configuration: LoggingConfiguration) {
    self.init(level: configuration.level, sink: LogSink.make(configuration.format))
  }

  func debug(_ message: @autoclosure () -> String, _ fields: Fields = [:], file: String = #fileID, line: Int = #line) {
    log(.debug, message(), fields, file, line)
  }
  func info(_ message: @autoclosure () -> String, _ fields: Fields = [:], file: String = #fileID, line: Int = #line) {
    log(.info, message(), fields, file, line)
  }
  func notice(_ message: @autoclosure () -> String, _ fields: Fields = [:], file: String = #fileID, line: Int = #line) {
    log(.notice, message(), fields, file, line)
  }
  func warning(_ message: @autoclosure () -> String, _ fields: Fields = [:], file: String = #fileID, line: Int = #line)
  {
    log(.warning, message(), fields, file, line)
  }
  func error(_ message: @autoclosure () -> String, _ fields: Fields = [:], file: String = #fileID, line: Int = #line) {
    log(.error, message(), fields, file, line)
  }
  func critical(_ message: @autoclosure () -> String, _ fields: Fields = [:], file: String = #fileID, line: Int = #line)
  {
    log(.critical, message(), fields, file, line)
  }

  /// Past the limit on repeats.
  func write(_ one: LogLine, file: String = #fileID, line: Int = #line) {
    guard one.level >= shared.level else { return }
    var entry = LogEntry(
      timeMicros: shared.clock.wallMicros(), level: one.level, message: one.message, fields: one.fields, file: file,
      line: line)
    entry.isWhole = true
    shared.write(&entry)
  }

  private func log(
    _ level: LogLevel, _ message: @autoclosure () -> String, _ fields: Fields, _ file: String, _ line: Int
  ) {
    guard level >= shared.level else { return }
    var entry = LogEntry(
      timeMicros: shared.clock.wallMicros(), level: level, message: message(),
      fields: fields.map { (name: $0.key, value: $0.value) }, file: file, line: line)
    shared.write(&entry)
  }

  private final class Shared: Sendable {
    let level: LogLevel
    let clock: LogClock
    private let state: Mutex<RepeatLimit>
    private let sink: @Sendable (LogEntry) -> Void

    init(level: LogLevel, limit: RepeatLimit, clock: LogClock, sink: @escaping @Sendable (LogEntry) -> Void) {
      self.level = level
      state = Mutex(limit)
      self.clock = clock
      self.sink = sink
    }

    /// Writing happens under the lock, so that lines keep their order and never mix.
    func write(_ entry: inout LogEntry) {
      state.withLock { limit in
        if entry.level != .critical, !entry.isWhole {
          let site = RepeatLimit.Site(file: entry.file, line: entry.line)
          switch limit.judge(site, nowMicros: clock.monotonicMicros()) {
          case .suppress: return
          case .pass(suppressed: 0): break
          case .pass(let suppressed): entry.fields.append(("suppressed", LogValue(suppressed)))
          }
        }
        sink(entry)
      }
    }
  }
}

/// The two clocks that the log reads.
struct LogClock: Sendable {
  var wallMicros: @Sendable () -> Int64
  var monotonicMicros: @Sendable () -> Int64

  static let system = LogClock(
    wallMicros: { SystemTime().wallMicros }, monotonicMicros: { SystemTime().monotonicMicros })
}

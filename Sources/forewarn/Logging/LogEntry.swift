import ForewarnCore

/// A value beside a message.
enum LogValue: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringInterpolation
{
  case text(String)
  case integer(Int64)

  init(stringLiteral text: String) { self = .text(text) }
  init(integerLiteral value: Int64) { self = .integer(value) }
  init(_ value: some BinaryInteger) { self = .integer(Int64(clamping: value)) }

  var text: String {
    switch self {
    case .text(let text): text
    case .integer(let value): String(value)
    }
  }
}

/// One message, before it takes a form. Names of fields are lower-case words with underscores.
struct LogEntry: Sendable {
  /// Wall clock, microseconds since 1970.
  var timeMicros: Int64
  var level: LogLevel
  var message: String
  var fields: [(name: String, value: LogValue)] = []
  var file = ""
  var line = 0
  /// The message says for eyes all that the fields say for programs.
  var isWhole = false
}

/// A line that its sender keeps from flooding, and whose message says all: `Logger.write`.
struct LogLine: Sendable {
  var level = LogLevel.info
  var message: String
  var fields: [(name: String, value: LogValue)] = []
}

/// The three forms of an entry.
extension LogEntry {
  /// One JSON object and a line end.
  var json: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.string("ts", Timestamp.text(timeMicros))
      json.string("level", level.rawValue)
      json.string("msg", message)
      for (name, value) in fields {
        switch value {
        case .text(let text): json.string(name, text)
        case .integer(let value): json.integer(name, value)
        }
      }
    }
    return json.bytes + [UInt8(ascii: "\n")]
  }

  /// For eyes: time of day, level, message, fields. Control characters are escaped, so that no input paints on the terminal.
  func text(isColored: Bool) -> [UInt8] {
    let time = Timestamp.text(timeMicros).dropFirst(11).dropLast()
    var name = level.rawValue.uppercased()
    if isColored, level >= .warning { name = "\u{1b}[\(level >= .error ? 31 : 33)m\(name)\u{1b}[0m" }
    var out = "\(time) \(name) \(Self.printable(message))"
    for (name, value) in isWhole ? [] : fields { out += " \(name)=\(Self.printable(value.text))" }
    return Array((out + "\n").utf8)
  }

  /// The journal's native form: NAME=value lines; a value with a line end is preceded by its length (little-endian, 8 bytes).
  var journal: [UInt8] {
    var out: [UInt8] = []
    func append(_ name: String, _ value: String) {
      // A datagram of the journal holds about 200 KB; a message that long is cut, not lost.
      let bytes = Array(value.utf8.prefix(32_768))
      out += Array(name.utf8)
      if bytes.contains(UInt8(ascii: "\n")) {
        out.append(UInt8(ascii: "\n"))
        withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { out += Array($0) }
      } else {
        out.append(UInt8(ascii: "="))
      }
      out += bytes
      out.append(UInt8(ascii: "\n"))
    }
    append("MESSAGE", message)
    append("PRIORITY", String(level.priority))
    append("SYSLOG_IDENTIFIER", "forewarn")
    append("CODE_FILE", file)
    append("CODE_LINE", String(line))
    for (name, value) in fields {
      append(name == "errno" ? "ERRNO" : "FOREWARN_" + name.uppercased(), value.text)
    }
    return out
  }

  private static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) }) else {
      return text
    }
    var out = ""
    for scalar in text.unicodeScalars {
      if scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) {
        out += scalar.escaped(asASCII: true)
      } else {
        out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}

import Glibc

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
}

/// The three forms of an entry.
extension LogEntry {
  /// One JSON object and a line end.
  var json: [UInt8] {
    var members: [(name: String, value: JSONText)] = [
      ("ts", .string(Self.timestamp(timeMicros))), ("level", .string(level.rawValue)), ("msg", .string(message)),
    ]
    for (name, value) in fields {
      switch value {
      case .text(let text): members.append((name, .string(text)))
      case .integer(let value): members.append((name, .integer(value)))
      }
    }
    return Array((JSONText.object(members).compact + "\n").utf8)
  }

  /// For eyes: time of day, level, message, fields. Control characters are escaped, so that no input paints on the terminal.
  func text(isColored: Bool) -> [UInt8] {
    let time = Self.timestamp(timeMicros).dropFirst(11).dropLast()
    var name = level.rawValue.uppercased()
    if isColored, level >= .warning { name = "\u{1b}[\(level >= .error ? 31 : 33)m\(name)\u{1b}[0m" }
    var out = "\(time) \(name) \(Self.printable(message))"
    for (name, value) in fields { out += " \(name)=\(Self.printable(value.text))" }
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

  /// RFC 3339, UTC, milliseconds.
  static func timestamp(_ micros: Int64) -> String {
    let millis = micros / 1_000 - (micros % 1_000 < 0 ? 1 : 0)
    var seconds = time_t(millis / 1_000 - (millis % 1_000 < 0 ? 1 : 0))
    let fraction = Int(millis - Int64(seconds) * 1_000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func digits(_ value: Int, _ width: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    let date =
      "\(digits(Int(parts.tm_year) + 1900, 4))-\(digits(Int(parts.tm_mon) + 1, 2))-\(digits(Int(parts.tm_mday), 2))"
    let time = "\(digits(Int(parts.tm_hour), 2)):\(digits(Int(parts.tm_min), 2)):\(digits(Int(parts.tm_sec), 2))"
    return "\(date)T\(time).\(digits(fraction, 3))Z"
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

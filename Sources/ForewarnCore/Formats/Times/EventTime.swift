/// Event times in text form, as events may give them, for whoever takes one on a command line.
public enum EventTime {
  /// Microseconds since 1970 of an RFC 3339 time; nil when it is none.
  public static func micros(ofRFC3339 text: String) -> Int64? {
    var utf8 = Array(text.utf8)
    return utf8.withUnsafeMutableBytes { buffer in
      guard case .micros(let micros) = TimeText.rfc3339(Bytes(UnsafeRawBufferPointer(buffer))) else { return nil }
      return micros
    }
  }

  /// Microseconds since 1970 of a time as events may write it; nil when it is none. With `takesDays` a day alone is its midnight.
  public static func micros(of bytes: Bytes, _ zone: TimeZoneSteps = .utc, takesDays: Bool = false) -> Int64? {
    guard case .micros(let micros) = TimeText.read(bytes, zone, takesDays: takesDays) else { return nil }
    return micros
  }

  /// A zone with one offset for all times, such as `+05:30`; nil when the text is no offset.
  public static func zone(ofOffset text: String) -> TimeZoneSteps? {
    var utf8 = Array(text.utf8)
    let seconds = utf8.withUnsafeMutableBytes { buffer -> Int64? in
      guard var reader = LenientTime(Bytes(UnsafeRawBufferPointer(buffer))) else { return nil }
      return reader.offset().flatMap { reader.isAtEnd ? $0 : nil }
    }
    return seconds.map { TimeZoneSteps(name: text, steps: [TimeZoneSteps.Step(from: 0, offset: $0)]) }
  }
}

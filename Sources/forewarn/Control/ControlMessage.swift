import ForewarnCore
import Glibc
import StreamRuntime

/// The options of `ctl`, from the fields of a kind.
enum ControlOptions {
  static let waitSeconds: Int64 = 30

  static func options(of fields: [RecordField]) -> [OptionDescription] {
    var options = (fields + ControlFields.common.filter { $0.name != "time" }).map { field in
      OptionDescription(
        spelling: spelling(field), value: value(field), documentation: field.documentation,
        isRequired: field.isRequired && field.name != "by" && field.name != "until", repeats: field.value == .texts)
    }
    if fields.contains(where: { $0.name == "until" }) {
      options.append(
        OptionDescription(
          spelling: "--for", value: .text(placeholder: "DURATION"),
          documentation: "In place of --until: so long from its begin, such as 30m, 2h or 1d."))
    }
    options.append(
      OptionDescription(
        spelling: "--wait", value: .integer(0...3_600, placeholder: "SECONDS"),
        documentation: "How long to wait until it is applied; default: \(waitSeconds). 0 does not wait."))
    return options
  }

  static func spelling(_ field: RecordField) -> String {
    "--" + String(field.name.map { $0 == "_" ? "-" : $0 })
  }

  private static func value(_ field: RecordField) -> OptionValue {
    switch field.value {
    case .time: .text(placeholder: "TIME")
    case .choice(let words): .choice(words)
    case .text, .texts: .text(placeholder: "TEXT")
    }
  }
}

/// A control record that a person wants to be written.
struct ControlMessage {
  let id: String
  let kind: String
  let value: [UInt8]

  /// Of the options of a command line.
  init(kind: String, _ fields: [RecordField], _ arguments: Arguments, nowMicros: Int64) throws(UsageError) {
    guard let by = arguments["--by"] ?? Self.user else {
      throw UsageError("--by is missing: who says so?", how: "Name yourself, as in --by anna.")
    }
    var said: [String: [String]] = [:]
    for field in fields + ControlFields.common {
      said[field.name] = arguments.all(ControlOptions.spelling(field))
    }
    for field in fields where field.value == .time {
      guard let text = said[field.name]?.last else { continue }
      guard EventTime.micros(ofRFC3339: text) != nil else {
        throw UsageError(
          "\(ControlOptions.spelling(field)): \"\(text)\" is no RFC 3339 time", how: "Write 2026-11-24T10:00:00Z.")
      }
    }
    if let text = arguments["--for"] {
      guard let micros = DurationOption.micros(text) else {
        throw UsageError("--for: \"\(text)\" is no duration", how: "Write 30m, 2h or 1d.")
      }
      said["until"] = [Self.until(micros, said, nowMicros: nowMicros)]
    }
    if fields.contains(where: { $0.name == "until" }), said["until"]?.isEmpty ?? true {
      throw UsageError("--until is missing", how: "Say until when by --until TIME, or for how long by --for 2h.")
    }
    self.init(kind: kind, fields, said, by: by, nowMicros: nowMicros)
  }

  /// - Parameter said: by the names of fields.
  init(kind: String, _ fields: [RecordField], _ said: [String: [String]], by: String, nowMicros: Int64) {
    let id = said["id"]?.last ?? "\(kind)-\(RandomIdentifiers().next())"
    var json = JSONWriter()
    json.object { record in
      record.string("kind", kind)
      record.string("id", id)
      record.string("by", by)
      record.string("time", Timestamp.text(nowMicros))
      if let comment = said["comment"]?.last { record.string("comment", comment) }
      for field in fields {
        guard let given = said[field.name], let last = given.last else { continue }
        if field.value == .texts { record.strings(field.name, given) } else { record.string(field.name, last) }
      }
    }
    self.id = id
    self.kind = kind
    value = json.bytes
  }

  /// The end of what lasts so long from its begin.
  static func until(_ micros: Int64, _ said: [String: [String]], nowMicros: Int64) -> String {
    Timestamp.text((said["from"]?.last.flatMap { EventTime.micros(ofRFC3339: $0) } ?? nowMicros) + micros)
  }

  private static var user: String? {
    getenv("USER").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}

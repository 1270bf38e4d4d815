import ForewarnCore
import SQLiteStore

extension CaseEntry {
  /// nil when the bytes are no case event.
  init?(reading bytes: [UInt8]) {
    self.init()
    event = bytes
    var arena = ByteArena()
    let isRead = bytes.withUnsafeBytes { buffer in
      do throws(Rejection) {
        var members = try JSONMembers(text: buffer)
        while let (name, token) = try members.next(arena: &arena) {
          if name.equals("data"), token.kind == .object { try read(JSONMembers(token), &arena) }
        }
        try members.finish()
        return true
      } catch {
        return false
      }
    }
    guard isRead, !id.isEmpty, sequence > 0 else { return nil }
  }

  private mutating func read(_ members: JSONMembers, _ arena: inout ByteArena) throws(Rejection) {
    var members = members
    while let (name, token) = try members.next(arena: &arena) {
      if token.kind == .object || token.kind == .array {
        try read(name.text, token, &arena)
      } else {
        read(name.text, JSONReading.text(token, &arena))
      }
    }
  }

  private mutating func read(_ name: String, _ text: String) {
    switch name {
    case "case_id": id = text
    case "sequence": sequence = Int64(text) ?? 0
    case "state": isOpen = text == "open"
    case "kind": kind = text
    case "instance": instance = Name(text)
    case "title": title = text
    case "headline": headline = text
    case "severity": severity = Severity.allCases.first { $0.name == text } ?? .clear
    case "priority": priority = Int64(text) ?? 0
    case "risk": permille = Int64(((decimal(text) ?? 0) * 1_000).rounded())
    case "opened_at": openedMicros = EventTime.micros(ofRFC3339: text) ?? 0
    case "updated_at": changedMicros = EventTime.micros(ofRFC3339: text) ?? 0
    case "outcome": outcome = text
    case "resolution": resolution = text
    default: break
    }
  }

  private mutating func read(_ name: String, _ token: JSONToken, _ arena: inout ByteArena) throws(Rejection) {
    switch name {
    case "customer":
      tier = try JSONReading.text("tier", of: token, &arena)
      if let list = try JSONReading.member("accounts", of: token, &arena) {
        accounts = try JSONReading.texts(list, "name", &arena).joined(separator: ", ")
        accountIDs += try JSONReading.texts(list, "id", &arena)
      }
    case "affected":
      if let list = try JSONReading.member("items", of: token, &arena) {
        accountIDs += try JSONReading.texts(list, "account", &arena)
      }
    case "remarks": verdict = try JSONReading.text("verdict", of: token, &arena)
    case "resolution_detail":
      if let said = try JSONReading.member("prediction", of: token, &arena) { try readPrediction(said, &arena) }
    case "assignment":
      owner = try JSONReading.text("group", of: token, &arena)
      manager = try JSONReading.text("manager", of: token, &arena)
    case "action":
      respondByMicros = EventTime.micros(ofRFC3339: try JSONReading.text("respond_by", of: token, &arena))
    case "forecast":
      if let limit = try JSONReading.member("limit_at", of: token, &arena) {
        limitMicros = EventTime.micros(ofRFC3339: try JSONReading.text("mid", of: limit, &arena))
      }
    default: break
    }
  }
}

extension CaseEntry {
  fileprivate mutating func readPrediction(_ said: JSONToken, _ arena: inout ByteArena) throws(Rejection) {
    func micros(_ name: String, _ token: JSONToken) throws(Rejection) -> Int64? {
      EventTime.micros(ofRFC3339: try JSONReading.text(name, of: token, &arena))
    }
    prediction.toldMicros = try micros("told_at", said)
    prediction.cameMicros = try micros("came_at", said)
    guard let limit = try JSONReading.member("limit_at", of: said, &arena) else { return }
    prediction.lowMicros = try micros("low", limit)
    prediction.highMicros = try micros("high", limit)
  }
}

extension HealthEntry {
  /// nil when the bytes are no record of `instance-health`.
  init?(reading bytes: [UInt8]) {
    self.init()
    record = bytes
    var arena = ByteArena()
    let isRead = bytes.withUnsafeBytes { buffer in
      do throws(Rejection) {
        var members = try JSONMembers(text: buffer)
        while let (name, token) = try members.next(arena: &arena) {
          switch name.text {
          case "instance": instance = Name(JSONReading.text(token, &arena))
          case "time": timeMicros = EventTime.micros(ofRFC3339: JSONReading.text(token, &arena)) ?? 0
          case "risk": permille = Int64(((decimal(JSONReading.text(token, &arena)) ?? 0) * 1_000).rounded())
          case "learning":
            guard token.kind == .array else { break }
            var elements = JSONElements(token)
            isLearning = try elements.next() != nil
          default: break
          }
        }
        try members.finish()
        return true
      } catch {
        return false
      }
    }
    guard isRead, !instance.text.isEmpty, timeMicros > 0 else { return nil }
  }
}

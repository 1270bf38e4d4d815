import ForewarnCore

/// What people are shown of a case event, read from its bytes as any consumer would.
struct ConsumedCaseEvent: Sendable, Equatable {
  /// `opened`, `updated`, `escalated`, `resolved` or `reopened`.
  var change = ""
  var id = ""
  var sequence: Int64 = 0
  /// How often the problem came, this time included; 0 in an event that was reduced to the least.
  var episode: Int64 = 0
  var instance = ""
  var timeMicros: Int64 = 0
  var title = ""
  /// What leads now; the title is of the opening.
  var headline = ""
  var summary = ""
  var kind = ""
  var severity = ""
  var priority = ""
  /// By what it ended; empty while it is open.
  var resolution = ""
  var risk = 0.0
  var account = ""
  var tier = ""
  var reasons: [String] = []
  /// Of the reasons, in their order.
  var codes: [String] = []
  var items: [String] = []
  var action = ""
  var owner = ""
  var respondWithin = ""

  /// nil when the bytes are no case event.
  init?(_ value: Bytes) {
    var arena = ByteArena()
    do throws(Rejection) {
      var event = try JSONMembers(text: value.buffer)
      while let (name, token) = try event.next(arena: &arena) {
        if name.equals("type") {
          change = JSONReading.text(token, &arena).split(separator: ".").dropLast().last.map(String.init) ?? ""
        } else if name.equals("time") {
          timeMicros = EventTime.micros(ofRFC3339: JSONReading.text(token, &arena)) ?? 0
        } else if name.equals("data"), token.kind == .object {
          try read(JSONMembers(token), &arena)
        }
      }
      try event.finish()
    } catch {
      return nil
    }
    guard !change.isEmpty, !instance.isEmpty else { return nil }
  }

  private mutating func read(_ members: JSONMembers, _ arena: inout ByteArena) throws(Rejection) {
    var members = members
    while let (name, token) = try members.next(arena: &arena) {
      switch name.text {
      case "case_id": id = JSONReading.text(token, &arena)
      case "sequence": sequence = Int64(JSONReading.text(token, &arena)) ?? 0
      case "episode":
        if token.kind == .object { episode = Int64(try JSONReading.text("number", of: token, &arena)) ?? 0 }
      case "instance": instance = JSONReading.text(token, &arena)
      case "title": title = JSONReading.text(token, &arena)
      case "headline": headline = JSONReading.text(token, &arena)
      case "summary": summary = JSONReading.text(token, &arena)
      case "kind": kind = JSONReading.text(token, &arena)
      case "severity": severity = JSONReading.text(token, &arena)
      case "priority": priority = JSONReading.text(token, &arena)
      case "resolution": resolution = JSONReading.text(token, &arena)
      case "risk": risk = decimal(JSONReading.text(token, &arena)) ?? 0
      case "reasons":
        reasons = try JSONReading.texts(token, "text", &arena)
        codes = try JSONReading.texts(token, "code", &arena)
      case "customer":
        tier = try JSONReading.text("tier", of: token, &arena)
        if let accounts = try JSONReading.member("accounts", of: token, &arena) {
          account = try JSONReading.texts(accounts, "name", &arena).joined(separator: ", ")
        }
      case "affected":
        if let list = try JSONReading.member("items", of: token, &arena) {
          items = try JSONReading.texts(list, "ci", &arena).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        }
      case "action":
        action = try JSONReading.text("text", of: token, &arena)
        owner = try JSONReading.text("owner", of: token, &arena)
        respondWithin =
          try JSONReading.text("respond_within", of: token, &arena)
      default: break
      }
    }
  }
}

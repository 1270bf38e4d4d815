/// What an alert's words for severity and status mean: as the topic's own map says, else as the crosswalk does. A word that neither
/// knows never makes an alert critical: it is taken for a warning, or for no state at all, and counted by word.
extension RecordDecoder {
  mutating func severity(_ token: JSONToken, arena: inout ByteArena) throws(Rejection) -> Severity {
    if token.kind == .number, countsAsEmEvent {
      guard let severity = Crosswalk.severity(DecimalNumber(token.bytes)) else {
        throw blaming(.invalidSeverity, .severity)
      }
      return severity
    }
    let text = try word(token, .severity, isTextOnly: severities.isEmpty, arena: &arena)
    guard let word = FoldedWord(text) else { return unknown(text) }
    if word.isEmpty { return .warning }
    if let severity = severities[word] { return severity }
    if countsAsEmEvent, word.isNumeral { return Crosswalk.severity(DecimalNumber(text.trimmed)) ?? unknown(text) }
    if countsAsEmEvent, let severity = Crosswalk.level(word) { return severity }
    return Crosswalk.severity(word) ?? unknown(text)
  }

  mutating func status(_ token: JSONToken, arena: inout ByteArena) throws(Rejection) -> AlertStatus {
    let text = try word(token, .status, isTextOnly: false, arena: &arena)
    if let word = FoldedWord(text) {
      if word.isEmpty { return .firing }
      if let status = statuses[word] ?? Crosswalk.status(word) { return status }
    }
    unknownWords.count(.status, text)
    return .neither
  }

  /// em_event has a scale of numbers, and our native form has the same. A value that `fields:` took from elsewhere is on a scale of its own (Azure's counts down,
  /// Zabbix' counts up), and so are the numbers of a topic whose map explains some of them.
  private var countsAsEmEvent: Bool { severities.isEmpty && map?.maps(.severity) != true }

  private mutating func unknown(_ severity: Bytes) -> Severity {
    unknownWords.count(.severity, severity)
    return .warning
  }

  /// The text of a value. A number, or a flag, is a word too where a map may name it.
  private mutating func word(
    _ token: JSONToken, _ member: Member, isTextOnly: Bool, arena: inout ByteArena
  ) throws(Rejection) -> Bytes {
    switch token.kind {
    case .string: return UTF8Text.unescape(token, arena: &arena)
    case .number: return token.bytes
    case .yes, .no:
      guard !isTextOnly else { throw blaming(.invalidField, member) }
      return token.bytes
    case .null, .object, .array: throw blaming(.invalidField, member)
    }
  }
}

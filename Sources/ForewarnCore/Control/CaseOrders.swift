/// `acknowledge`: somebody has seen the case.
enum AcknowledgeOrder: ControlOrder {
  static let name = "acknowledge"
  static let summary = "Says that somebody has the case; its next events name them."
  static let fields = [ControlFields.caseID]

  static func effect(of fields: RecordFields, by author: ControlAuthor) throws(ControlRejection) -> ControlEffect {
    guard let id = fields.text("case_id") else { throw .missingField }
    return .say(
      caseID: id,
      CaseWord(by: author.name, text: "Acknowledged \(author.signature(seenFrom: author.atMicros)).") { remarks in
        remarks.acknowledgedBy = author.name
        remarks.acknowledgedMicros = author.atMicros
      })
  }
}

/// `close`: a person ends the case. It stays closed until what it was about was over once.
enum CloseOrder: ControlOrder {
  static let name = "close"
  static let summary = "Resolves the case as closed_by; the same problem opens none until it was over once."
  static let fields = [ControlFields.caseID]

  static func effect(of fields: RecordFields, by author: ControlAuthor) throws(ControlRejection) -> ControlEffect {
    guard let id = fields.text("case_id") else { throw .missingField }
    return .say(
      caseID: id,
      CaseWord(
        by: author.name, text: "Closed \(author.signature(seenFrom: author.atMicros)).", ending: .closedBy,
        needsOpenCase: true))
  }
}

/// `feedback`: what became of the case, from where tickets are.
enum FeedbackOrder: ControlOrder {
  static let name = "feedback"
  static let summary =
    "Says whether a case was right, its cause, its ticket, or just a comment; false and expected resolve it."
  static let fields = [
    ControlFields.caseID,
    RecordField("verdict", .choice(["true", "false", "expected"]), "Was it right? expected: known, and no problem."),
    RecordField("cause", .text, "What was behind it."),
    RecordField("action", .text, "What was done about it; what was predicted and turned in time was prevented by it."),
    RecordField("ticket", .text, "The ticket's number."),
    RecordField("known_error", .text, "The known error that it is an instance of."),
  ]

  static func effect(of fields: RecordFields, by author: ControlAuthor) throws(ControlRejection) -> ControlEffect {
    guard let id = fields.text("case_id") else { throw .missingField }
    let verdict = fields.text("verdict")
    let (cause, ticket, knownError) = (fields.text("cause"), fields.text("ticket"), fields.text("known_error"))
    let action = fields.text("action")
    let said = [
      verdict.map { "\($0)" }, cause.map { "cause \($0)" }, action.map { "done: \($0)" }, ticket.map { "ticket \($0)" },
      knownError.map { "known error \($0)" },
    ].compactMap(\.self).joined(separator: ", ")
    // A comment alone is a note.
    guard !said.isEmpty || !author.comment.isEmpty else { throw .missingField }
    let what = said.isEmpty ? "Note" : "Feedback (\(said))"
    var word = CaseWord(
      by: author.name, text: "\(what) \(author.signature(seenFrom: author.atMicros))."
    ) { remarks in
      if let verdict { remarks.verdict = verdict }
      if let cause { remarks.cause = cause }
      if let action { remarks.action = action }
      if let ticket { remarks.ticket = ticket }
      if let knownError { remarks.knownError = knownError }
    }
    word.ending = verdict == "false" ? .declaredFalse : verdict == "expected" ? .closedBy : nil
    return .say(caseID: id, word)
  }
}

/// `affected`: a person knows better which items a case touches.
enum AffectedOrder: ControlOrder {
  static let name = "affected"
  static let summary =
    "Adds configuration items to those that a case affects, or takes some away, for as long as it lives."
  static let fields = [
    ControlFields.caseID, RecordField("add", .texts, "Configuration items that it affects too."),
    RecordField("remove", .texts, "Configuration items that it does not affect."),
  ]

  static func effect(of fields: RecordFields, by author: ControlAuthor) throws(ControlRejection) -> ControlEffect {
    guard let id = fields.text("case_id") else { throw .missingField }
    let added = fields.texts("add").map { Name(asInEvents: $0) }
    let removed = fields.texts("remove").map { Name(asInEvents: $0) }
    guard !added.isEmpty || !removed.isEmpty else { throw .missingField }
    return .say(
      caseID: id,
      CaseWord(by: author.name, text: "Affected items changed \(author.signature(seenFrom: author.atMicros)).") {
        $0.edit(adding: added, removing: removed)
      })
  }
}

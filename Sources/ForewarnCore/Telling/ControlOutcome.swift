/// What became of a control record, as the audit topic and the log have it.
struct ControlOutcome {
  enum State: String {
    case applied
    /// It is about a time that deciding has not reached.
    case waiting
    case refused
  }

  let place: ControlPlace
  /// nil when it cannot be understood.
  let control: ControlRecord?
  let state: State
  /// Of a refused one.
  let rejection: ControlRejection?
  /// What its effect is, where that depends on what was there.
  var note: String?

  init(
    _ place: ControlPlace, _ control: ControlRecord?, _ state: State, _ rejection: ControlRejection? = nil
  ) {
    precondition((state == .refused) == (rejection != nil), "what is refused has a reason")
    self.place = place
    self.control = control
    self.state = state
    self.rejection = rejection
  }

  var output: Output {
    var json = JSONWriter()
    json.object { record in
      record.string("cause", "control")
      record.string("topic", place.partition.topic)
      record.integer("partition", Int64(place.partition.partition))
      record.integer("offset", place.offset)
      record.string("outcome", state.rawValue)
      record.string("id", control?.id.text)
      record.string("kind", control?.kind)
      record.string("by", control?.by)
      record.string("case_id", caseID)
      record.string("time", control.map { Timestamp.text($0.atMicros) })
      record.string("reason", rejection?.rawValue)
      record.string("explanation", rejection?.explanation ?? note)
    }
    return Output(role: .audit, key: Array("control".utf8), value: json.bytes, headers: [])
  }

  /// Of what is said of a case.
  private var caseID: String? {
    guard case .say(let caseID, _)? = control?.effect else { return nil }
    return caseID
  }

  var text: String {
    let what = control.map { "\($0.kind) \($0.id) by \($0.by)" } ?? "record"
    let why = rejection.map { ": \($0.rawValue): \($0.explanation)" } ?? note.map { ": \($0)" } ?? ""
    return "control \(place.text): \(what) \(state.rawValue)\(why)"
  }
}

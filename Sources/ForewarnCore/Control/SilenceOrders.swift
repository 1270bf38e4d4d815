/// `silence`: nothing is to be heard of something for a while.
enum SilenceOrder: ControlOrder {
  static let name = "silence"
  static let summary = "Opens no case and changes none for what matches, until it ends; what still holds then opens."
  static let fields = Window.fields

  static func effect(of fields: RecordFields, by author: ControlAuthor) throws(ControlRejection) -> ControlEffect {
    try Window.effect(.silence, fields, author)
  }
}

/// `maintenance`: somebody works on something, and it is known.
enum MaintenanceOrder: ControlOrder {
  static let name = "maintenance"
  static let summary = "As a silence, for planned work: it is counted and told as such."
  static let fields = Window.fields

  static func effect(of fields: RecordFields, by author: ControlAuthor) throws(ControlRejection) -> ControlEffect {
    try Window.effect(.maintenance, fields, author)
  }
}

/// What both have: matchers, and a span of event time.
private enum Window {
  /// What happened before somebody said so is told later; as much as `time.allowed_lateness_seconds` is by default.
  private static let onItsWayMicros: Int64 = 600_000_000

  static let fields = [
    ControlFields.instance,
    RecordField("ci", .text, "The configuration item; in any case, short or in full."),
    RecordField("account", .text, "The account's id; what concerns others too is not silenced."),
    ControlFields.offering,
    RecordField("alert", .text, "The alert's name; * stands for any text."),
    RecordField(
      "from", .time, "From when on, event time; default: ten minutes before the record, for what is on its way."),
    RecordField("until", .time, isRequired: true, "Until when. One that is past ends a silence of the same id."),
  ]

  static func effect(
    _ occasion: Silence.Occasion, _ fields: RecordFields, _ author: ControlAuthor
  ) throws(ControlRejection) -> ControlEffect {
    var silence = Silence()
    silence.occasion = occasion
    silence.by = author.name
    silence.comment = author.comment
    silence.fromMicros = fields.time("from") ?? author.atMicros - onItsWayMicros
    silence.untilMicros = fields.time("until") ?? .min
    silence.instance = fields.name("instance")
    silence.item = fields.name("ci")
    silence.account = fields.name("account")
    silence.offering = fields.name("offering")
    silence.alert = fields.name("alert")
    guard silence.hasMatcher else { throw .noMatcher }
    // One that ends before it was said takes back another, from which on it does not matter.
    guard silence.untilMicros > silence.fromMicros || fields.time("from") == nil else { throw .emptyWindow }
    return .stand(silence)
  }
}

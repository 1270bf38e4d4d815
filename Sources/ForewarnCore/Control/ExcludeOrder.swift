/// `exclude`: what something showed for a while was not usual, such as a load test, an incident or a migration.
enum ExcludeOrder: ControlOrder {
  static let name = "exclude"
  static let summary =
    "Learns nothing as normal of the instances that match, for a while; findings and cases go on. What is decided already stays learned."
  static let fields = [
    ControlFields.instance,
    RecordField("ci", .text, "The configuration item: all instances that it serves."),
    RecordField("account", .text, "The account's id: all instances that are its alone."),
    ControlFields.offering,
    RecordField(
      "from", .time,
      "From when on, event time; default: the record's time, or the begin of the exclusion of the same id."),
    RecordField("until", .time, isRequired: true, "Until when. One that is past ends an exclusion of the same id."),
  ]

  static func effect(of fields: RecordFields, by author: ControlAuthor) throws(ControlRejection) -> ControlEffect {
    var exclusion = Exclusion()
    exclusion.by = author.name
    exclusion.comment = author.comment
    let from = fields.time("from")
    exclusion.fromMicros = from ?? author.atMicros
    exclusion.untilMicros = fields.time("until") ?? .min
    exclusion.instance = fields.name("instance")
    exclusion.item = fields.name("ci")
    exclusion.account = fields.name("account")
    exclusion.offering = fields.name("offering")
    guard exclusion.hasMatcher else { throw .noMatcher }
    guard exclusion.untilMicros > exclusion.fromMicros || from == nil else { throw .emptyWindow }
    return .exclude(exclusion, saysFrom: from != nil)
  }
}

/// Fields that kinds of control records share.
public enum ControlFields {
  /// Those of every kind, but for `kind` itself.
  public static let common = [
    RecordField(
      "id", .text, "Names the record; a later one of the same id takes the place of a silence, or an exclusion."),
    RecordField("by", .text, isRequired: true, "Who says so."),
    RecordField("time", .time, "When it was said; default: the record's timestamp."),
    RecordField("comment", .text, "Why, for people."),
  ]

  /// Matchers.
  static let instance = RecordField("instance", .text, "The instance, as events name it.")
  static let offering = RecordField("offering", .text, "The service offering, such as silver.")

  /// Of the kinds that are about a case.
  static let caseID = RecordField("case_id", .text, isRequired: true, "The case, as its events name it.")
}

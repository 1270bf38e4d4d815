/// A control record that can be understood: who, when, and what it does.
struct ControlRecord {
  var id: Name
  var kind: String
  var by: String
  var atMicros: Int64
  var comment: String
  var effect: ControlEffect

  /// - Parameter place: stands in for an `id`.
  /// - Parameter timestampMicros: the record's own, which stands in for a `time`.
  init(_ value: [UInt8]?, at place: ControlPlace, timestampMicros: Int64) throws(ControlRejection) {
    guard let value, !value.isEmpty else { throw .noValue }
    let kindField = RecordField("kind", .text, isRequired: true, "")
    guard let name = try Self.fields(value, [kindField]).text(kindField.name),
      let kind = ControlKinds.all.first(where: { $0.name == name })
    else { throw .unknownKind }
    let fields = try Self.fields(value, ControlFields.common + kind.fields)
    guard let by = fields.text("by") else { throw .missingField }
    self.kind = name
    self.by = by
    id = fields.name("id") ?? Name(place.text)
    atMicros = fields.time("time") ?? timestampMicros
    comment = fields.text("comment") ?? ""
    effect = try kind.effect(of: fields, by: ControlAuthor(id: id, name: by, atMicros: atMicros, comment: comment))
  }
}

extension ControlRecord {
  private static func fields(_ value: [UInt8], _ wanted: [RecordField]) throws(ControlRejection) -> RecordFields {
    do throws(RecordFields.Problem) { return try RecordFields(value, wanted) } catch {
      switch error {
      case .tooLarge: throw .tooLarge
      case .notAnObject: throw .notAnObject
      case .missing: throw .missingField
      case .invalid: throw .invalidField
      }
    }
  }
}

/// Who says so, when and why.
struct ControlAuthor {
  var id: Name
  var name: String
  var atMicros: Int64
  var comment: String

  /// ` by anna at 21:00 UTC: the night job`.
  func signature(seenFrom micros: Int64) -> String {
    "by \(name) at \(Timestamp.moment(atMicros, seenFrom: micros))" + (comment.isEmpty ? "" : ": \(comment)")
  }
}

/// What a control record does.
enum ControlEffect {
  /// It stands until it ends.
  case stand(Silence)
  /// For a while nothing is learned of what it matches. One that does not say from when on goes on from that of its id.
  case exclude(Exclusion, saysFrom: Bool)
  /// It is said of a case, which has to be there.
  case say(caseID: String, CaseWord)
}

/// Where a control record stands.
struct ControlPlace: Hashable, Comparable {
  var partition: TopicPartition
  var offset: Int64

  var text: String { "\(partition.topic)/\(partition.partition)/\(offset)" }

  static func < (a: ControlPlace, b: ControlPlace) -> Bool {
    a.partition == b.partition ? a.offset < b.offset : a.partition < b.partition
  }
}

/// A case of one customer's instance that a major case holds together with others.
struct CaseMember: RowValue, Equatable {
  var instance: Name = ""
  var caseID = ""

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &instance)
    coder.field(2, &caseID)
  }

  /// Only alerts name items, and they speak for performance cases.
  var key: SituationKey { SituationKey(instance, .performance) }
}

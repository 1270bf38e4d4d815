/// A case of one customer's instance that a major case holds together with others.
struct CaseMember: RowValue, Hashable {
  var instance: Name = ""
  var caseID = ""
  var kind = CaseKind.performance

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &instance)
    coder.field(2, &caseID)
    var other = kind == .performance ? nil : kind
    coder.field(3, &other)
    kind = other ?? .performance
  }

  var key: SituationKey { SituationKey(instance, kind) }
}

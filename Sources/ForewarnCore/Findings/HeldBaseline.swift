/// What is normal of a subject, held where it was when an open case found it abnormal.
struct HeldBaseline: RowValue, Equatable {
  var baseline = Baseline.transaction
  var subject: Name = ""

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &baseline)
    coder.field(2, &subject)
  }
}

extension Finding {
  /// What its trouble would spoil if it were learned; nil where nothing is.
  var baseline: HeldBaseline? {
    code.reason.baseline.map { HeldBaseline(baseline: $0, subject: subject) }
  }
}

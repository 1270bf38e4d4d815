/// While it lasts, what it matches opens no case and changes none. All matchers that it has must match.
struct Silence: RowValue, Equatable {
  /// Why nothing is said.
  enum Occasion: UInt8, RowEnum {
    case silence, maintenance
  }

  var occasion = Occasion.silence
  var by = ""
  var comment = ""
  var fromMicros: Int64 = 0
  /// It lasts up to here, and not any more here.
  var untilMicros: Int64 = 0
  var instance: Name?
  var item: Name?
  var account: Name?
  var offering: Name?
  /// The name of an alert; `*` stands for any text.
  var alert: Name?

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &occasion)
    coder.field(2, &by)
    coder.field(3, &comment)
    coder.field(4, &fromMicros)
    coder.field(5, &untilMicros)
    coder.field(6, &instance)
    coder.field(7, &item)
    coder.field(8, &account)
    coder.field(9, &offering)
    coder.field(10, &alert)
  }

  var hasMatcher: Bool { [instance, item, account, offering, alert].contains { $0 != nil } }

  func lasts(at micros: Int64) -> Bool { fromMicros <= micros && micros < untilMicros }

  /// Whether a finding about an instance is what it is about.
  func covers(_ finding: Finding, of instance: Name, _ customers: CustomerModel) -> Bool {
    if let wanted = self.instance, wanted != instance { return false }
    if let alert {
      guard case .alert = finding.code.reason.watched, WordPattern(alert).matches(finding.subject) else { return false }
    }
    if let item {
      // What shows on other items too is not only of this one.
      guard !finding.items.isEmpty, finding.items.allSatisfy({ customers.isSameItem($0, item) }) else { return false }
    }
    return AccountMatch(account: account, offering: offering)
      .covers(customers.installation(instance, touchedBy: finding.items))
  }
}

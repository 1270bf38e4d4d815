/// What people said of a case. It stays with the case, whatever is found or routed later.
struct CaseRemarks: RowValue, Equatable {
  var acknowledgedBy: String?
  /// Event time.
  var acknowledgedMicros: Int64?
  /// `true`, `false` or `expected`: of a case that is expected, what it was about is normal from then on.
  var verdict: String?
  var cause: String?
  var ticket: String?
  var knownError: String?
  /// What was done about it.
  var action: String?
  private(set) var itemsAdded: [Name] = []
  private(set) var itemsRemoved: [Name] = []

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &acknowledgedBy)
    coder.field(2, &acknowledgedMicros)
    coder.field(3, &verdict)
    coder.field(4, &cause)
    coder.field(5, &ticket)
    coder.field(6, &knownError)
    coder.field(7, &itemsAdded)
    coder.field(8, &itemsRemoved)
    coder.field(9, &action)
  }

  /// That something was done stays true.
  private static let withheldAction = "(withheld)"
  private static let withheldName = "(name withheld)"

  /// The latest word on an item counts.
  mutating func edit(adding added: [Name], removing removed: [Name]) {
    for item in added {
      itemsRemoved.removeAll { $0 == item }
      if !itemsAdded.contains(item), itemsAdded.count < Limits.referenceItems { itemsAdded.append(item) }
    }
    for item in removed {
      itemsAdded.removeAll { $0 == item }
      if !itemsRemoved.contains(item), itemsRemoved.count < Limits.referenceItems { itemsRemoved.append(item) }
    }
    assert(Set(itemsAdded).isDisjoint(with: itemsRemoved), "an item is added or removed")
  }

  /// Without what its readers must not see.
  mutating func withhold(_ isHidden: (String) -> Bool) {
    if cause.map(isHidden) ?? false { cause = nil }
    if knownError.map(isHidden) ?? false { knownError = nil }
    if action.map(isHidden) ?? false { action = Self.withheldAction }
    if ticket.map(isHidden) ?? false { ticket = nil }
    if acknowledgedBy.map(isHidden) ?? false { acknowledgedBy = Self.withheldName }
    itemsAdded.removeAll { isHidden($0.text) }
  }
}

/// Something that a person says of a case: who, in words, what stays of it, and whether the case ends by it.
struct CaseWord {
  var by: String
  /// One sentence, for the work note of a ticket.
  var text: String
  var ending: Resolution.Reason?
  /// Of a case that is over it cannot be said any more.
  var needsOpenCase = false
  var remark: @Sendable (inout CaseRemarks) -> Void = { _ in }

  init(
    by: String, text: String, ending: Resolution.Reason? = nil, needsOpenCase: Bool = false,
    remark: @escaping @Sendable (inout CaseRemarks) -> Void = { _ in }
  ) {
    self.by = by
    self.text = text
    self.ending = ending
    self.needsOpenCase = needsOpenCase
    self.remark = remark
  }
}

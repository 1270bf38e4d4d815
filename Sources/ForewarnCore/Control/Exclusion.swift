/// Between two moments what the instances that it matches show is not usual: nothing of it is learned as normal. All matchers that it has must
/// match.
struct Exclusion: RowValue, Equatable {
  var by = ""
  var comment = ""
  var fromMicros: Int64 = 0
  /// It lasts up to here, and not any more here.
  var untilMicros: Int64 = 0
  var instance: Name?
  var item: Name?
  var account: Name?
  var offering: Name?

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &by)
    coder.field(2, &comment)
    coder.field(3, &fromMicros)
    coder.field(4, &untilMicros)
    coder.field(5, &instance)
    coder.field(6, &item)
    coder.field(7, &account)
    coder.field(8, &offering)
  }

  var hasMatcher: Bool { [instance, item, account, offering].contains { $0 != nil } }

  /// Whether some of a pane lies in it: what is not usual of a part of a minute is not usual of the minute.
  func holds(_ pane: Pane) -> Bool { fromMicros < PaneTime.end(of: pane) && PaneTime.start(of: pane) < untilMicros }

  /// The first pane of which it holds something, after one that is decided; nil when it is over by then.
  func firstPane(after decided: Pane) -> Pane? {
    guard untilMicros > PaneTime.end(of: decided), untilMicros > fromMicros else { return nil }
    return fromMicros <= PaneTime.end(of: decided)
      ? decided + 1 : PaneTime.pane(of: min(fromMicros, PaneTime.valid.upperBound))
  }

  /// Whether what an instance shows is what it is about.
  func covers(_ instance: Name, _ customers: CustomerModel) -> Bool {
    if let wanted = self.instance, wanted != instance { return false }
    // What the customer model does not know is an instance of its own.
    if let item, item != instance, !customers.instances(ofItem: item).contains(instance) { return false }
    return AccountMatch(account: account, offering: offering).covers(customers.installation(instance))
  }
}

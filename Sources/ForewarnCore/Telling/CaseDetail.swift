/// How much a case event shows. Nearly every event is `whole`; one that would be too large, because its names are long or its customers
/// and partitions are many, shows less of each list, and at last shorter texts. Counts (`affected.count`, `major_case.accounts`) stay
/// whole, and so do the case's identity and its reasons.
struct CaseDetail: Equatable {
  var affectedItems: Int
  var accounts: Int
  /// Offset ranges; `inputs_omitted` says how many are not shown.
  var inputs: Int
  var alerts: Int
  var links: Int
  /// Whether the minutes of the leading series are shown.
  var showsPicture: Bool
  /// Of names and sentences, in Unicode scalars.
  var textLength: Int

  static let whole = CaseDetail(
    affectedItems: 100, accounts: 200, inputs: 400, alerts: 8, links: Limits.links, showsPicture: true, textLength: .max
  )

  static let levels = [
    whole,
    CaseDetail(
      affectedItems: 25, accounts: 50, inputs: 100, alerts: 8, links: Limits.links, showsPicture: false,
      textLength: .max),
    CaseDetail(affectedItems: 5, accounts: 10, inputs: 50, alerts: 8, links: 4, showsPicture: false, textLength: 256),
    CaseDetail(affectedItems: 2, accounts: 5, inputs: 20, alerts: 3, links: 2, showsPicture: false, textLength: 80),
  ]
}

import ForewarnCore

/// Whose things a person may see: everybody's, or those of some accounts. What belongs to another account too is not theirs to see, and what
/// belongs to nobody that is known is nobody's.
public struct AccountScope: Sendable, Hashable {
  public static let everything = AccountScope(ids: nil)

  /// nil = of all.
  public let ids: [String]?

  private init(ids: [String]?) { self.ids = ids }

  public static func accounts(_ ids: [String]) -> AccountScope { AccountScope(ids: Set(ids).sorted()) }

  /// As a column of the file has them.
  static func text(_ ids: [String]) -> String {
    var json = JSONWriter()
    json.array { list in for id in ids { list.string(nil, id) } }
    return json.text
  }
}

extension Query {
  /// For questions to many rows: each set of accounts is looked at once, as many rows have the same one.
  ///
  /// - Parameter alias: what the question calls the table.
  mutating func add(_ scope: AccountScope, of table: String, as alias: String? = nil) {
    guard let ids = scope.ids else { return }
    add(
      """
      \(alias ?? table).account_ids IN (SELECT d.account_ids FROM (SELECT DISTINCT account_ids FROM \(table)) d
      WHERE \(Self.isSeen("d.account_ids")))
      """, .text(AccountScope.text(ids)))
  }

  /// For questions to a row, or a few.
  ///
  /// - Parameter name: what the question calls the table.
  mutating func add(_ scope: AccountScope, ofRow name: String) {
    guard let ids = scope.ids else { return }
    add(Self.isSeen("\(name).account_ids"), .text(AccountScope.text(ids)))
  }

  /// That all of them are in the array that is bound, and that there are any.
  private static func isSeen(_ column: String) -> String {
    """
    \(column) <> '[]' AND NOT EXISTS (SELECT 1 FROM json_each(\(column)) a
    WHERE a.value NOT IN (SELECT b.value FROM json_each(?) b))
    """
  }

  /// Open cases that may be seen.
  static func open(_ scope: AccountScope) -> Query {
    var query = Query()
    query.add("is_open = 1", [])
    query.add(scope, of: "proactive_case")
    return query
  }
}

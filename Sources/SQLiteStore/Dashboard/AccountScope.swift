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
  /// - Parameter table: the table's name or alias, whose row says whose it is.
  mutating func add(_ scope: AccountScope, of table: String) {
    guard let ids = scope.ids else { return }
    add(
      """
      \(table).account_ids <> '[]' AND NOT EXISTS (SELECT 1 FROM json_each(\(table).account_ids) a
      WHERE a.value NOT IN (SELECT b.value FROM json_each(?) b))
      """, .text(AccountScope.text(ids)))
  }

  /// Open cases that may be seen.
  static func open(_ scope: AccountScope) -> Query {
    var query = Query()
    query.add("is_open = ?", .integer(1))
    query.add(scope, of: "proactive_case")
    return query
  }
}

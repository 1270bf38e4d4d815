import CSQLite
import StreamRuntime

/// The form of the dashboard's file. It holds nothing that is not also in Kafka, or worth no more than a look: what cannot be read is
/// thrown away and made anew.
enum DashboardSchema {
  /// "FWRD".
  static let applicationID: Int64 = 0x4657_5244
  static var version: Int64 { Int64(forms.count) }

  /// Makes an empty file, or brings an older one up to this version, a form at a time. A file of somebody else is left as it is.
  static func migrate(_ connection: borrowing Connection) throws(StoreFailure) {
    let found = try connection.integer("PRAGMA user_version")
    let owner = try connection.integer("PRAGMA application_id")
    guard owner == applicationID || (owner == 0 && found == 0) else {
      throw .foreign(connection.path, "its application id is \(owner)")
    }
    guard (0...version).contains(found) else {
      throw StoreFailure(
        .newer, "\(connection.path) has form \(found), and this version of forewarn knows forms up to \(version)",
        remedy: "Remove the file: it is filled again.")
    }
    for (index, form) in forms.enumerated().dropFirst(Int(found)) {
      try connection.transaction { (connection) throws(StoreFailure) in
        try connection.execute(form)
        try connection.execute("PRAGMA application_id = \(applicationID); PRAGMA user_version = \(index + 1)")
      }
    }
  }

  /// Each leads from the one before to the next; the first from an empty file. Once released, they stay as they are.
  ///
  /// `minute` and `quarter` are rings: a series has a row for each slot, which the pane of a lap later overwrites. Values are µs,
  /// thousandths of requests and alerts, or millionths of signals.
  static let forms = [
    """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE position (
      topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (topic, partition)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE instance (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, accounts TEXT NOT NULL DEFAULT '', tier TEXT NOT NULL DEFAULT '',
      environment TEXT NOT NULL DEFAULT '', owner TEXT NOT NULL DEFAULT '', manager TEXT NOT NULL DEFAULT '',
      permille INTEGER, told INTEGER, is_learning INTEGER NOT NULL DEFAULT 0,
      points INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE TABLE health (instance INTEGER PRIMARY KEY, record BLOB NOT NULL) STRICT;
    CREATE TABLE risk (
      instance INTEGER NOT NULL, slot INTEGER NOT NULL, time INTEGER NOT NULL, permille INTEGER NOT NULL,
      PRIMARY KEY (instance, slot)) STRICT, WITHOUT ROWID;
    CREATE TABLE proactive_case (
      id TEXT PRIMARY KEY, instance TEXT NOT NULL, sequence INTEGER NOT NULL, is_open INTEGER NOT NULL, kind TEXT NOT NULL,
      severity INTEGER NOT NULL, priority INTEGER NOT NULL, risk INTEGER NOT NULL, title TEXT NOT NULL, headline TEXT NOT NULL,
      accounts TEXT NOT NULL, tier TEXT NOT NULL, owner TEXT NOT NULL, manager TEXT NOT NULL, outcome TEXT NOT NULL,
      opened INTEGER NOT NULL, changed INTEGER NOT NULL, limit_at INTEGER, respond_by INTEGER) STRICT, WITHOUT ROWID;
    CREATE INDEX case_of_instance ON proactive_case (instance, is_open);
    CREATE INDEX case_by_state ON proactive_case (is_open, changed);
    CREATE TABLE case_event (
      case_id TEXT NOT NULL, sequence INTEGER NOT NULL, time INTEGER NOT NULL, value BLOB NOT NULL,
      PRIMARY KEY (case_id, sequence)) STRICT;
    CREATE TABLE series (
      id INTEGER PRIMARY KEY, instance TEXT NOT NULL, kind INTEGER NOT NULL, subject TEXT NOT NULL,
      last INTEGER NOT NULL, UNIQUE (instance, kind, subject)) STRICT;
    CREATE TABLE minute (
      series INTEGER NOT NULL, slot INTEGER NOT NULL, pane INTEGER NOT NULL, count INTEGER NOT NULL,
      value INTEGER NOT NULL, p90 INTEGER NOT NULL, level INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL,
      score INTEGER NOT NULL, PRIMARY KEY (series, slot)) STRICT, WITHOUT ROWID;
    CREATE TABLE quarter (
      series INTEGER NOT NULL, slot INTEGER NOT NULL, pane INTEGER NOT NULL, count INTEGER NOT NULL,
      value INTEGER NOT NULL, p90 INTEGER NOT NULL, level INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL,
      score INTEGER NOT NULL, PRIMARY KEY (series, slot)) STRICT, WITHOUT ROWID;
    """,
    // Whose things they are, as arrays of ids. Of instances it is said again at every start.
    """
    ALTER TABLE instance ADD COLUMN account_ids TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE proactive_case ADD COLUMN account_ids TEXT NOT NULL DEFAULT '[]';
    UPDATE proactive_case SET account_ids = (SELECT json_group_array(id) FROM (
      SELECT json_extract(a.value, '$.id') AS id
      FROM case_event e, json_each(CAST(e.value AS TEXT), '$.data.customer.accounts') a WHERE e.case_id = proactive_case.id
      UNION SELECT json_extract(i.value, '$.account')
      FROM case_event e, json_each(CAST(e.value AS TEXT), '$.data.affected.items') i WHERE e.case_id = proactive_case.id)
      WHERE id IS NOT NULL);
    CREATE INDEX instance_by_accounts ON instance (account_ids);
    CREATE INDEX case_by_accounts ON proactive_case (account_ids);
    """,
    // Why cases ended, and whether what they said came. Those of before do not count.
    """
    ALTER TABLE proactive_case ADD COLUMN resolution TEXT NOT NULL DEFAULT '';
    ALTER TABLE proactive_case ADD COLUMN verdict TEXT NOT NULL DEFAULT '';
    ALTER TABLE proactive_case ADD COLUMN told_at INTEGER;
    ALTER TABLE proactive_case ADD COLUMN low_at INTEGER;
    ALTER TABLE proactive_case ADD COLUMN high_at INTEGER;
    ALTER TABLE proactive_case ADD COLUMN came_at INTEGER;
    """,
    // The orders in which many instances are gone through: the first page and the estate look at a few of them then.
    """
    CREATE INDEX instance_by_risk ON instance (coalesce(permille, 0) DESC, name);
    CREATE INDEX instance_by_account_names ON instance (accounts, permille, is_learning);
    """,
    // What is counted of all open cases, and of the instances of a tier, without a look at their rows.
    """
    CREATE INDEX open_case ON proactive_case (is_open, instance, severity, priority);
    CREATE INDEX instance_by_tier ON instance (tier, permille, is_learning);
    """,
  ]
}

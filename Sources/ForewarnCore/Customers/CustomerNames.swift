/// The names that tell one customer of another: ids and names of accounts, instances and configuration items, each with the accounts
/// that may read it. They are found as whole words of a text, in any case.
struct CustomerNames: Sendable {
  private struct Entry: Sendable {
    var words: [String]
    /// May be told to these accounts.
    var readers: Set<String>
    /// The instance that has this name, which its own cases may say.
    var instance: Name?
  }

  /// Those of one first word.
  private var entries: [String: [Entry]] = [:]

  init() {}

  init(_ installations: [Name: CustomerModel.Installation], accounts: [CustomerTable.Account]) {
    for account in accounts {
      add(account.id, readers: [account.id])
      add(account.name, readers: [account.id])
    }
    var readersOfItem: [Name: (text: String, readers: Set<String>)] = [:]
    for (name, installation) in installations.sorted(by: { $0.key < $1.key }) {
      let readers = Set(installation.accounts.map(\.id))
      add(name.text, readers: readers, instance: name)
      for item in installation.items {
        let own = item.account.map { [$0] } ?? readers
        readersOfItem[item.key, default: (item.ci.text, [])].readers.formUnion(own)
      }
    }
    for (_, item) in readersOfItem.sorted(by: { $0.key < $1.key }) { add(item.text, readers: item.readers) }
  }

  private mutating func add(_ name: String, readers: Set<String>, instance: Name? = nil) {
    let words = Self.words(of: name)
    guard let first = words.first else { return }
    entries[first, default: []].append(Entry(words: words, readers: readers, instance: instance))
  }

  /// Whether a text about an instance names somebody of whom one of its readers must not hear.
  func tellsOfOthers(_ text: String, about instance: Name, to readers: Set<String>) -> Bool {
    isNaming(text, instance) { !readers.isSubset(of: $0) }
  }

  /// Whether a name is one that none of the readers may hear. What one of them has may stand beside what another one has.
  func isOfOthers(_ name: String, about instance: Name, to readers: Set<String>) -> Bool {
    isNaming(name, instance) { !readers.isEmpty && readers.isDisjoint(with: $0) }
  }

  private func isNaming(_ text: String, _ instance: Name, whom isHidden: (Set<String>) -> Bool) -> Bool {
    guard !entries.isEmpty else { return false }
    let words = Self.words(of: text)
    for start in words.indices {
      guard let candidates = entries[words[start]] else { continue }
      for entry in candidates where words[start...].starts(with: entry.words) {
        if entry.instance != instance, isHidden(entry.readers) { return true }
      }
    }
    return false
  }

  /// Runs of letters and digits in small ASCII letters; whatever is not ASCII is a letter.
  private static func words(of text: String) -> [String] {
    text.utf8.map { $0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0 }
      .split { !FoldedWord.isLetterOrDigit($0) }.map { String(decoding: $0, as: UTF8.self) }
  }
}

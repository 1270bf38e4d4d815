/// Which open cases have which configuration items in common, or which service offerings. What several have may be one problem of several
/// customers.
struct SharedItems {
  private var casesOfItem: [Name: [SituationKey]] = [:]
  private var itemsOfCase: [SituationKey: [Name]] = [:]
  /// What at least two open cases have, ascending.
  private(set) var shared: [Name] = []

  /// The open cases that have it, ascending.
  func cases(with item: Name) -> [SituationKey] { casesOfItem[item] ?? [] }

  /// What a case has now; nothing when it is over.
  mutating func note(_ key: SituationKey, has items: [Name]) {
    precondition(key.kind != .major, "a major case is made of what others have")
    precondition(zip(items, items.dropFirst()).allSatisfy { $0 < $1 }, "what it has is listed once, in order")
    guard items != itemsOfCase[key] ?? [] else { return }
    for item in itemsOfCase[key] ?? [] {
      casesOfItem[item]?.removeAll { $0 == key }
      if casesOfItem[item]?.isEmpty ?? false { casesOfItem[item] = nil }
      update(item)
    }
    itemsOfCase[key] = items.isEmpty ? nil : items
    for item in items {
      let cases = casesOfItem[item] ?? []
      casesOfItem[item] = cases.filter { $0 < key } + [key] + cases.filter { key < $0 }
      update(item)
    }
  }

  private mutating func update(_ item: Name) {
    let place = shared.partitioningIndex { !($0 < item) }
    let isListed = place < shared.count && shared[place] == item
    let isShared = cases(with: item).count >= 2
    if isShared, !isListed { shared.insert(item, at: place) }
    if !isShared, isListed { shared.remove(at: place) }
    assert(zip(shared, shared.dropFirst()).allSatisfy { $0 < $1 }, "what is shared is listed once, in order")
  }
}

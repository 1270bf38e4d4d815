/// Which open cases name which configuration items. An item that several name may be one problem of several customers.
struct SharedItems {
  private var casesOfItem: [Name: [SituationKey]] = [:]
  private var itemsOfCase: [SituationKey: [Name]] = [:]
  /// Items that at least two open cases name, ascending.
  private(set) var shared: [Name] = []

  /// The open cases that name an item, ascending.
  func cases(naming item: Name) -> [SituationKey] { casesOfItem[item] ?? [] }

  /// The items that a case names now; none when it is over.
  mutating func note(_ key: SituationKey, names items: [Name]) {
    precondition(key.kind != .major, "a major case is made of what others name")
    precondition(zip(items, items.dropFirst()).allSatisfy { $0 < $1 }, "items are named once, in order")
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
    let isShared = cases(naming: item).count >= 2
    if isShared, !isListed { shared.insert(item, at: place) }
    if !isShared, isListed { shared.remove(at: place) }
    assert(zip(shared, shared.dropFirst()).allSatisfy { $0 < $1 }, "what is shared is listed once, in order")
  }
}

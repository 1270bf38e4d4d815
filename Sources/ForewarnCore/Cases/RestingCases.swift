/// Resolved cases in which nothing happens until they are forgotten, by the pane at which that is due. Many may rest for days: a
/// decision does not look at them.
struct RestingCases {
  private struct Due {
    var pane: Pane
    var key: SituationKey
  }

  private var dues: [SituationKey: Pane] = [:]
  /// Ascending by pane. One that left before its time stays here until then, and is passed over.
  private var queue: [Due] = []
  private var passed = 0

  /// `Pane.max` when none rests.
  var firstDue: Pane { passed < queue.count ? queue[passed].pane : .max }

  mutating func add(_ key: SituationKey, due pane: Pane) {
    precondition(dues[key] == nil, "a case rests once")
    dues[key] = pane
    // Cases resolve in the order of panes: nearly always this is the end.
    var position = queue.count
    while position > passed, queue[position - 1].pane > pane { position -= 1 }
    queue.insert(Due(pane: pane, key: key), at: position)
  }

  var count: Int { dues.count }

  /// True when it rested.
  mutating func remove(_ key: SituationKey) -> Bool { dues.removeValue(forKey: key) != nil }

  /// Takes out those that are due.
  mutating func due(at pane: Pane) -> [SituationKey] {
    var due: [SituationKey] = []
    while passed < queue.count, queue[passed].pane <= pane {
      let item = queue[passed]
      passed += 1
      guard dues[item.key] == item.pane else { continue }
      dues[item.key] = nil
      due.append(item.key)
    }
    assert(due.count <= queue.count, "what is due has rested")
    if passed > 64, passed > queue.count / 2 {
      queue.removeFirst(passed)
      passed = 0
    }
    return due
  }
}

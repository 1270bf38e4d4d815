/// The decided panes since the named statistics, and as many more as evidence may look back on; ascending.
struct DecidedPanes {
  private(set) var panes: [DecidedPane] = []
  /// First of them that no epoch has written.
  private var unwritten = 0
  /// Left since the last epoch: their rows go.
  private var trimmed: [Pane] = []

  mutating func append(_ decided: DecidedPane) {
    precondition(panes.last.map { $0.pane < decided.pane } ?? true, "panes are decided in order")
    panes.append(decided)
  }

  /// Of whom the newest pane teaches nothing, or something again.
  mutating func note(_ turns: [ExclusionTurn]) {
    precondition(unwritten < panes.count, "a decision is written when all of it is known")
    panes[panes.count - 1].exclusions = turns
  }

  /// What the newest pane's decision says of baselines.
  mutating func note(_ changes: [BaselineChange]) {
    precondition(unwritten < panes.count, "a decision is written when all of it is known")
    panes[panes.count - 1].baselines = changes
  }

  func count(after pane: Pane) -> Int { panes.count - panes.partitioningIndex { $0.pane > pane } }

  func after(_ pane: Pane) -> ArraySlice<DecidedPane> { panes[panes.partitioningIndex { $0.pane > pane }...] }

  /// Drops those up to a pane.
  mutating func trim(through pane: Pane) {
    let gone = panes.partitioningIndex { $0.pane > pane }
    trimmed += panes[..<gone].map(\.pane)
    panes.removeFirst(gone)
    unwritten = max(0, unwritten - gone)
    assert(panes.allSatisfy { $0.pane > pane }, "what is kept is newer than what leaves")
  }

  mutating func takeTrimmed() -> [Pane] {
    defer { trimmed = [] }
    return trimmed
  }

  mutating func takeUnwritten() -> ArraySlice<DecidedPane> {
    defer { unwritten = panes.count }
    return panes[unwritten...]
  }

  mutating func markAllUnwritten() { unwritten = 0 }

  /// Takes up a pane that was saved; they come in any order.
  mutating func restore(_ saved: DecidedPane) {
    panes.insert(saved, at: panes.partitioningIndex { $0.pane > saved.pane })
    unwritten = panes.count
  }

  /// The offsets that went into the panes of an evidence window, and those of the record that caused the decision; in the order of
  /// the sources.
  func inputs(endingWith pane: Pane, _ sources: [SourcePartition], trigger: InputRange?) -> [InputRange] {
    var ranges = sources.map {
      InputRange(topic: $0.partition.topic, partition: $0.partition.partition, from: .max, to: 0)
    }
    func widen(_ topic: String, _ partition: Int32, _ from: Int64, _ to: Int64, hint: Int) {
      let isHit = hint < ranges.count && ranges[hint].partition == partition && ranges[hint].topic == topic
      var index: Int? = isHit ? hint : ranges.firstIndex { $0.partition == partition && $0.topic == topic }
      if index == nil {
        // Of a partition that is no source any more.
        index = ranges.count
        ranges.append(InputRange(topic: topic, partition: partition, from: .max, to: 0))
      }
      guard let index else { return }
      ranges[index].from = min(ranges[index].from, from)
      ranges[index].to = max(ranges[index].to, to)
    }
    for decided in after(pane - Finding.evidencePanes) {
      for (hint, position) in decided.positions.enumerated() where position.from < position.to {
        widen(position.partition.topic, position.partition.partition, position.from, position.to, hint: hint)
      }
    }
    if let trigger { widen(trigger.topic, trigger.partition, trigger.from, trigger.to, hint: 0) }
    return ranges.filter { $0.from < $0.to }
  }
}

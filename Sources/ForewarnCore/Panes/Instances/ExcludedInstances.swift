import RollingStatistics

/// An instance of which nothing is learned as normal: a person says that what it shows is not usual. Nothing stands in its place.
struct ExcludedInstance: HeldShadow {
  static let section = SectionKind(name: "excluded_instances", version: 1, stride: 4)

  var series: Int32
}

typealias ExcludedInstances = HeldSeries<ExcludedInstance>

extension HeldSeries where Shadow == ExcludedInstance {
  func holds(_ instance: Int) -> Bool { place(of: instance) != nil }
}

/// A word of a decision about what an instance teaches from its pane on. The pane's row in the book keeps it, so that who is taught learns from
/// the same panes.
struct ExclusionTurn: RowValue, Equatable {
  var instance: Name = ""
  /// Else it teaches again.
  var isExcluded = false

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &instance)
    coder.field(2, &isExcluded)
  }
}

extension Statistics {
  /// From the pane after the last closed one on.
  mutating func apply(_ turns: [ExclusionTurn]) {
    var resumed: Set<Int32> = []
    for turn in turns {
      // Statistics that do not know an instance have nothing to keep.
      guard let instance = instance(turn.instance) else { continue }
      if turn.isExcluded {
        exclude(instance)
      } else if learned.excluded.release(instance) != nil {
        resumed.insert(Int32(instance))
        resume(instance)
      }
    }
    guard !resumed.isEmpty else { return }
    for id in 0..<transactions.count where resumed.contains(transactions.series[id].instance) {
      transactions.latency[id].score.restart()
    }
  }

  /// What was quiet until now is learned before nothing is.
  private mutating func exclude(_ instance: Int) {
    learned.alertTotals.settle(instance, through: lastClosed, learned.zones, isExcluded: false)
    var next = alerts.firstSeries(of: instance)
    while let id = next {
      alerts.settle(id, through: lastClosed)
      next = alerts.nextSeries(after: id)
    }
    learned.excluded.hold(ExcludedInstance(series: Int32(instance)))
  }

  /// Learning goes on from what was normal before. What the windows still hold of the minutes between must not be learned either.
  private mutating func resume(_ instance: Int) {
    learned.alertTotals.settle(instance, through: lastClosed, learned.zones, isExcluded: true)
    var next = alerts.firstSeries(of: instance)
    while let id = next {
      alerts.resume(id, after: lastClosed)
      next = alerts.nextSeries(after: id)
    }
    next = signals.firstSeries(of: instance)
    while let id = next {
      signals.levels[id].restart()
      next = signals.nextSeries(after: id)
    }
    learned.latency.restartShift(of: instance)
    learned.usage.levels[instance].restart()
  }
}

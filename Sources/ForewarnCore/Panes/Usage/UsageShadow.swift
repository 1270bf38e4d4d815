/// What the held level of an instance's usage would be, had it learned on.
struct UsageShadow: HeldShadow {
  static let section = SectionKind(name: "held_usage", version: 3, stride: 524)

  /// The instance.
  var series: Int32
  var level: UsageLevel
}

extension UsageTable {
  /// Learns one pane of usage, or lets the shadow learn it, or, when what the instance shows is not usual, none of them.
  mutating func learn(_ requests: Double, of instance: Int, _ clock: LocalClock, isExcluded: Bool) {
    guard !isExcluded else {
      levels[instance].profile.skip()
      if let place = held.place(of: instance) { held[place].level.profile.skip() }
      return
    }
    guard let place = held.place(of: instance) else { return levels[instance].learn(requests, clock) }
    levels[instance].profile.skip()
    held[place].level.learn(requests, clock)
  }

  mutating func turn(_ turn: BaselineChange.Turn, _ instance: Int, _ settings: TransactionSettings) {
    switch turn {
    case .hold: held.hold(UsageShadow(series: Int32(instance), level: UsageLevel()))
    case .resume: _ = held.release(instance)
    case .adopt:
      guard let shadow = held.release(instance), shadow.level.panes > 0 else { return }
      levels[instance].adopt(shadow.level)
      watch(instance, levels[instance].isEstablished(settings))
    }
  }
}

/// What the held level of an instance's usage would be, had it learned on.
struct UsageShadow: HeldShadow {
  static let section = SectionKind(name: "held_usage", version: 1, stride: 24)

  /// The instance.
  var series: Int32
  var level: UsageLevel
}

extension UsageTable {
  /// Learns one pane of usage, or lets the shadow learn it.
  mutating func learn(_ requests: Double, of instance: Int, _ settings: TransactionSettings) {
    guard let place = held.place(of: instance) else { return levels[instance].learn(requests, settings) }
    levels[instance].judge(requests, settings)
    held[place].level.learn(requests, settings)
  }

  mutating func turn(_ turn: BaselineChange.Turn, _ instance: Int, _ settings: TransactionSettings) {
    switch turn {
    case .hold: held.hold(UsageShadow(series: Int32(instance), level: levels[instance]))
    case .resume: _ = held.release(instance)
    case .adopt:
      guard let shadow = held.release(instance) else { return }
      levels[instance] = shadow.level
      watch(instance, levels[instance].isEstablished(settings))
    }
  }
}

/// What the held level of an instance's usage would be, had it learned on.
struct UsageShadow: HeldShadow {
  static let section = SectionKind(name: "held_usage", version: 1, stride: 24)

  /// The instance.
  let series: Int32
  var level: UsageLevel
}

extension InstanceTable {
  /// Learns one pane of usage, or lets the shadow learn it.
  mutating func learnUsage(_ requests: Double, of instance: Int, _ settings: TransactionSettings) {
    guard let place = held.place(of: instance) else { return usage[instance].learn(requests, settings) }
    usage[instance].judge(requests, settings)
    held[place].level.learn(requests, settings)
  }

  mutating func turn(_ turn: BaselineChange.Turn, _ instance: Int, _ settings: TransactionSettings) {
    switch turn {
    case .hold: held.hold(UsageShadow(series: Int32(instance), level: usage[instance]))
    case .resume: _ = held.release(instance)
    case .adopt:
      guard let shadow = held.release(instance) else { return }
      usage[instance] = shadow.level
      watch(instance, usage[instance].isEstablished(settings))
    }
  }
}

import RollingStatistics

/// What would be normal of a signal were it what it has been since its level is held.
struct SignalShadow: HeldShadow {
  static let section = SectionKind(name: "held_signals", version: 1, stride: 32)
  /// Values after which a value weighs 1/e.
  private static let memoryValues = 1_440.0

  var series: Int32
  var panes: UInt32 = 0
  /// In octaves upwards.
  var level = 0.0
  var noise = ResidualNoise()

  init(series: Int32) { self.series = series }

  mutating func learn(_ octaves: Double, values: UInt32) {
    precondition(values > 0, "a pane of a signal has values")
    panes = panes.addingSaturating(1)
    let residual = octaves - level
    if panes > 1 {
      let variance = noise.variance(requests: Double(values), seen: panes)
      noise.learn(residual, requests: Double(values), variance: variance, seen: panes - 1)
    }
    level += max(1 / Self.memoryValues, 1 / Double(panes)) * residual
  }
}

extension SignalTable {
  mutating func turn(_ turn: BaselineChange.Turn, _ id: Int) {
    switch turn {
    case .hold: held.hold(SignalShadow(series: Int32(id)))
    case .resume: _ = held.release(id)
    case .adopt:
      guard let shadow = held.release(id), shadow.panes > 0 else { return }
      levels[id].up.score.adopt(level: shadow.level, noise: shadow.noise)
      levels[id].down.score.adopt(level: -shadow.level, noise: shadow.noise)
      levels[id].forgetClock()
    }
  }
}

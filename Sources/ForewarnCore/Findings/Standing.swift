/// Whether the fact that a finding told still holds. Kept while a case rests on it: risk fades with time, a fact lasts until it is over.
struct Standing: RowValue, Equatable {
  enum State: UInt8, RowEnum {
    /// There is no fact to watch: how often something comes is told by its rule alone, and fades.
    case fading
    /// It holds: the alert fires, the value is out of its band.
    case holds
    /// The alert was resolved by its sender.
    case resolved
    /// Nobody said for long that the alert still fires, nor that it ended.
    case expired
    /// The value is back in the band of the opening.
    case back
    /// It has lasted so long that it may be what is normal now.
    case lasting
    /// The configuration has no rule for it any more: whether it is over is not known.
    case unwatched
  }

  private static let interruptionPanes: Pane = 60

  private(set) var state = State.fading
  /// The first pane at which it was seen to hold, and the last before it was over.
  private(set) var sincePane: Pane = 0
  private(set) var lastPane: Pane = 0
  /// When it was over, event time; 0 while it is not.
  private(set) var endMicros: Int64 = 0
  /// Of a value: what was normal when it was first told, the worst that was seen since, and what it has come back to. In the finding's
  /// own unit.
  private(set) var normal = 0.0
  private(set) var worst = 0.0
  private(set) var now = 0.0
  /// Single minutes show it: then they show its end too, before longer windows forget it.
  private(set) var isOfMinutes = true

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &state)
    coder.field(2, &sincePane)
    coder.field(3, &lastPane)
    coder.field(4, &endMicros)
    coder.field(5, &normal)
    coder.field(6, &worst)
    coder.field(7, &now)
    coder.field(8, &isOfMinutes)
  }

  /// What was seen of the fact at the end of a pane.
  enum Observation: Equatable {
    case unseen
    case alert(AlertStanding)
    /// The value of the pane, and whether it is out of the band of the opening.
    case value(Double, isOut: Bool)
  }

  /// Takes an observation in. `adaptAfterPanes` is how long a value must last to be asked about.
  mutating func observe(_ seen: Observation, of finding: Finding, at pane: Pane, adaptAfterPanes: Int) {
    // A pane before it was told says nothing of it.
    guard pane >= finding.pane, state != .unwatched else { return }
    switch seen {
    case .unseen: break
    case .alert(let alert): observe(alert, of: finding, at: pane, adaptAfterPanes)
    case .value(let value, let isOut): observe(value, isOut, of: finding, at: pane, adaptAfterPanes)
    }
    assert(state != .holds || endMicros == 0, "what holds has not ended")
  }

  private mutating func observe(
    _ alert: AlertStanding, of finding: Finding, at pane: Pane, _ adaptAfterPanes: Int
  ) {
    // How often a type comes is no state, unless what comes are states.
    guard case .alert(let isAlwaysState) = finding.code.reason.watched, isAlwaysState || alert.isState else {
      return count(finding, at: pane, adaptAfterPanes)
    }
    if alert.firing > 0 {
      hold(at: pane)
    } else if alert.endMicros != .min,
      state == .holds || state == .fading || isAgainOver(alert),
      // The end of one of these alerts, before it came so often, is no end of that.
      isAlwaysState || alert.endMicros >= PaneTime.start(of: finding.pane)
    {
      end(alert.isExpired ? .expired : .resolved, atMicros: alert.endMicros, pane)
    }
  }

  /// Whether it fired again since it was over, and within a pane was over again.
  private func isAgainOver(_ alert: AlertStanding) -> Bool {
    (state == .resolved || state == .expired) && alert.beganMicros > endMicros
  }

  private mutating func observe(
    _ value: Double, _ isOut: Bool, of finding: Finding, at pane: Pane, _ adaptAfterPanes: Int
  ) {
    guard state != .lasting else { return }
    let isWorse = finding.fallsWhenWorse ? value < worst : value > worst
    if isOut {
      hold(at: pane)
      if isWorse { worst = value }
      now = value
      if Int64(pane) - Int64(sincePane) >= Int64(adaptAfterPanes) {
        end(.lasting, atMicros: PaneTime.end(of: pane), pane)
      }
    } else if state == .back {
      // What it has come back to, not what the last minute happened to be.
      now += 0.2 * (value - now)
    } else {
      end(.back, atMicros: PaneTime.start(of: pane), pane)
      now = value
    }
  }

  /// What has come unusually often for so long may be how often it comes.
  private mutating func count(_ finding: Finding, at pane: Pane, _ adaptAfterPanes: Int) {
    guard state == .fading, finding.pane == pane else { return }
    if sincePane == 0 || Int64(pane) - Int64(lastPane) > Int64(Self.interruptionPanes) { sincePane = pane }
    lastPane = pane
    if Int64(pane) - Int64(sincePane) >= Int64(adaptAfterPanes) {
      end(.lasting, atMicros: PaneTime.end(of: pane), pane)
    }
  }

  private mutating func hold(at pane: Pane) {
    // A short look back into the band is not the end of it.
    if state != .holds, sincePane == 0 || Int64(pane) - Int64(lastPane) > Int64(Self.interruptionPanes) {
      sincePane = pane
    }
    state = .holds
    endMicros = 0
  }

  private mutating func end(_ ending: State, atMicros micros: Int64, _ pane: Pane) {
    state = ending
    endMicros = micros
    lastPane = pane
  }

  /// Whether the configuration still has the rule that told it.
  mutating func attend(_ isWatched: Bool, at pane: Pane) {
    if isWatched, state == .unwatched {
      state = .fading
      endMicros = 0
    } else if !isWatched, !isOver {
      end(.unwatched, atMicros: PaneTime.end(of: pane), pane)
    }
  }

  /// A newer finding of the same takes the place of the one that this belongs to.
  mutating func carry(from old: Finding?, to new: Finding) {
    guard let old, old.standing.state != .lasting else {
      normal = new.expected
      worst = new.observed
      now = new.observed
      isOfMinutes = new.windowPanes == 0
      return
    }
    self = old.standing
    isOfMinutes = isOfMinutes || new.windowPanes == 0
    if isOver {
      // It is told again: what was over is not.
      state = .fading
      endMicros = 0
    }
    let isWorse = new.fallsWhenWorse ? new.observed < worst : new.observed > worst
    if isWorse { worst = new.observed }
  }

  var isOver: Bool { state != .holds && state != .fading }
}

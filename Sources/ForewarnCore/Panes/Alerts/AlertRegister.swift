/// What a message says of its alert.
enum AlertTurn {
  /// It fires, and did not before.
  case began
  /// It fires still.
  case goesOn
  /// It does not fire, or no more.
  case isOver
  /// There is no room to know it.
  case unknown
}

/// What is known of one alert: an alert type of an instance, and the identity that its sender gives it.
///
/// An alert is a state, not an event. Everything here is the largest that was told, so that the order in which beginnings, repeats and
/// ends arrive is free; whether it fires follows from the four times.
struct AlertRegister: BitwiseCopyable, Equatable {
  static let never = Int64.min
  /// A beginning that comes so shortly behind the end of the same alert was only delivered late; a later one says that it fires again.
  static let graceMicros: Int64 = 300_000_000

  var hash: UInt64
  /// The alert type of an instance.
  var series: Int32
  /// The next register of the same series; -1 = none.
  var next: Int32 = -1
  /// `Severity`, as it is stored: the worst since it began.
  var rawSeverity: UInt32 = 0
  /// 1: its sender speaks of a state.
  var rawIsState: UInt32 = 0
  /// The latest beginning, and when it was last told that it fires.
  var startMicros = AlertRegister.never
  var firingToldMicros = AlertRegister.never
  /// The latest end, and when it was last told that it is over.
  var endMicros = AlertRegister.never
  var endToldMicros = AlertRegister.never

  init(hash: UInt64, series: Int) {
    self.hash = hash
    self.series = Int32(series)
  }

  var severity: Severity { Severity(rawValue: UInt8(truncatingIfNeeded: rawSeverity)) ?? .warning }
  var isState: Bool { rawIsState != 0 }

  mutating func note(_ event: Event) {
    switch event.status {
    case .firing:
      let severity = UInt32(event.severity.rawValue)
      if event.sinceMicros > startMicros {
        startMicros = event.sinceMicros
        rawSeverity = severity
      } else if event.sinceMicros == startMicros {
        rawSeverity = max(rawSeverity, severity)
      }
      firingToldMicros = max(firingToldMicros, event.toldMicros)
    case .resolved:
      endMicros = max(endMicros, event.sinceMicros)
      endToldMicros = max(endToldMicros, event.toldMicros)
    case .neither: preconditionFailure("what is neither firing nor resolved changes no state")
    }
    if event.isState { rawIsState = 1 }
  }

  /// Takes a message in, and answers what it says.
  mutating func turn(by event: Event) -> AlertTurn {
    let now = max(event.sinceMicros, event.toldMicros)
    let fired = isFiring(atMicros: now)
    note(event)
    guard isFiring(atMicros: now) else { return .isOver }
    return fired ? .goesOn : .began
  }

  /// Takes in what was told of the same alert elsewhere.
  mutating func merge(_ other: AlertRegister) {
    assert(hash == other.hash && series == other.series, "two registers of one alert")
    if other.startMicros > startMicros {
      (startMicros, rawSeverity) = (other.startMicros, other.rawSeverity)
    } else if other.startMicros == startMicros {
      rawSeverity = max(rawSeverity, other.rawSeverity)
    }
    firingToldMicros = max(firingToldMicros, other.firingToldMicros)
    rawIsState = max(rawIsState, other.rawIsState)
    mergeEnd(other)
  }

  /// Takes in only that it ended.
  mutating func mergeEnd(_ other: AlertRegister) {
    endMicros = max(endMicros, other.endMicros)
    endToldMicros = max(endToldMicros, other.endToldMicros)
  }

  /// Whether it fires at this moment, as far as was told. `resolved` wins a tie.
  func isFiring(atMicros now: Int64) -> Bool {
    guard startMicros != Self.never, startMicros <= now else { return false }
    guard endMicros != Self.never, endMicros <= now, startMicros <= endMicros else { return true }
    let (settled, _) = endMicros.addingReportingOverflow(Self.graceMicros)
    return firingToldMicros > max(settled, endToldMicros)
  }

  /// Whether it fires for all that is known. What is told as an event fires for a moment only, unless it is severe enough to be held.
  func isHeld(atMicros now: Int64, _ settings: AlertSettings) -> Bool {
    guard isFiring(atMicros: now), isState || severity >= settings.immediateSeverity else { return false }
    let (silent, _) = now.subtractingReportingOverflow(lastSignMicros)
    return silent <= settings.staleAfterMicros
  }

  /// When it was last heard that it fires.
  var lastSignMicros: Int64 { max(startMicros, firingToldMicros) }

  /// When anything was last heard of it.
  var lastHeardMicros: Int64 { max(lastSignMicros, endToldMicros) }
}

extension AlertRegister: StoredElement {
  static let section = SectionKind(name: "alert_registers", version: 2, stride: 56)
}

/// What is known of one alert type of an instance at a moment.
struct AlertStanding: Equatable {
  /// How many of its alerts fire.
  var firing = 0
  /// Whether any of them was told as a state.
  var isState = false
  /// Of those that do not fire any more: the last beginning, the last end, and whether that was only silence.
  var beganMicros = Int64.min
  var endMicros = Int64.min
  var isExpired = false
  /// While some fire: no message more, and this moment is the first at which that may be otherwise.
  var firesUntilMicros = Int64.min

  mutating func add(_ register: AlertRegister, atMicros now: Int64, staleAfterMicros: Int64) {
    isState = isState || register.isState
    if register.isFiring(atMicros: now) {
      let (silent, _) = now.subtractingReportingOverflow(register.lastSignMicros)
      guard silent > staleAfterMicros else {
        firing += 1
        let (stale, isFar) = register.lastSignMicros.addingReportingOverflow(staleAfterMicros)
        let end = register.endMicros > now ? register.endMicros : .max
        firesUntilMicros = max(firesUntilMicros, min(isFar ? .max : stale, end))
        return
      }
      end(atMicros: register.lastSignMicros, isExpired: true)
    } else if register.endMicros <= now, register.endMicros != AlertRegister.never {
      if register.startMicros <= now { beganMicros = max(beganMicros, register.startMicros) }
      end(atMicros: register.endMicros, isExpired: false)
    }
  }

  private mutating func end(atMicros micros: Int64, isExpired expired: Bool) {
    // Of two ends at the same moment the one that was told is believed.
    guard micros > endMicros || (micros == endMicros && !expired) else { return }
    endMicros = micros
    isExpired = expired
  }
}

import Testing

@testable import ForewarnCore

/// What is told of one alert, in minutes, and what is believed of it.
@Suite struct AlertRegisterTests {
  enum Told: Equatable {
    /// Firing since, told at.
    case fires(since: Int, at: Int)
    case over(since: Int, at: Int)
  }

  struct Life: CustomTestStringConvertible {
    var name: String
    var told: [Told]
    var now: Int
    var isFiring: Bool

    var testDescription: String { name }
  }

  static let lives = [
    Life(name: "fires", told: [.fires(since: 0, at: 0)], now: 600, isFiring: true),
    Life(name: "ended", told: [.fires(since: 0, at: 0), .over(since: 10, at: 10)], now: 10, isFiring: false),
    Life(name: "not yet ended", told: [.fires(since: 0, at: 0), .over(since: 10, at: 10)], now: 9, isFiring: true),
    Life(name: "not yet begun", told: [.fires(since: 5, at: 5)], now: 4, isFiring: false),
    Life(
      name: "resolved wins a tie", told: [.fires(since: 10, at: 10), .over(since: 10, at: 10)], now: 11, isFiring: false
    ),
    Life(
      name: "again, with a new beginning",
      told: [.fires(since: 0, at: 0), .over(since: 5, at: 5), .fires(since: 6, at: 6)], now: 7, isFiring: true),
    Life(
      name: "again, with the old beginning: a lease ran out",
      told: [.fires(since: 0, at: 0), .over(since: 5, at: 5), .fires(since: 0, at: 55)], now: 56, isFiring: true),
    Life(
      name: "the beginning comes behind the end", told: [.over(since: 5, at: 5), .fires(since: 0, at: 6)], now: 60,
      isFiring: false),
    Life(
      name: "a peer repeats the end of a late beginning",
      told: [.fires(since: 0, at: 0), .over(since: 5, at: 5), .fires(since: 0, at: 12), .over(since: 5, at: 13)],
      now: 60, isFiring: false),
    Life(name: "only an end", told: [.over(since: 5, at: 5)], now: 60, isFiring: false),
  ]

  @Test(arguments: lives)
  func anyOrderIsBelievedTheSame(life: Life) {
    var orders: Set<AlertRegister.Times> = []
    for seed in 0..<24 {
      var random = Random(seed: seed)
      var told = life.told
      for i in told.indices.reversed() where i > 0 { told.swapAt(i, random.below(i + 1)) }
      var register = AlertRegister(hash: 1, series: 0)
      for message in told + told.prefix(1) { register.note(Self.event(message)) }
      #expect(register.isFiring(atMicros: Self.micros(life.now)) == life.isFiring)
      orders.insert(AlertRegister.Times(register))
    }
    #expect(orders.count == 1)
  }

  static func micros(_ minute: Int) -> Int64 { EngineDriver.day + Int64(minute) * 60_000_000 }

  static func event(_ told: Told) -> Event {
    var event = Event(kind: .alert)
    let (since, at): (Int, Int)
    switch told {
    case .fires(let s, let a): (event.status, since, at) = (.firing, s, a)
    case .over(let s, let a): (event.status, since, at) = (.resolved, s, a)
    }
    (event.sinceMicros, event.toldMicros, event.timeMicros) = (micros(since), micros(at), micros(at))
    event.isState = true
    return event
  }

  @Test func theWorstSeveritySinceItBeganIsKept() {
    var register = AlertRegister(hash: 1, series: 0)
    for (since, severity) in [(5, Severity.warning), (5, .critical), (5, .minor), (0, .critical)] {
      var event = Self.event(.fires(since: since, at: since))
      event.severity = severity
      register.note(event)
    }
    #expect(register.severity == .critical)
    var event = Self.event(.fires(since: 9, at: 9))
    event.severity = .minor
    register.note(event)
    #expect(register.severity == .minor)
  }

  /// What nobody speaks of for long is over, but not known to be.
  @Test func silenceIsAnEndOfAnotherKind() throws {
    var registers = AlertRegisters()
    let began = registers.note(Self.event(.fires(since: 0, at: 0)), of: 3, 77)
    let goesOn = registers.note(Self.event(.fires(since: 0, at: 240)), of: 3, 77)
    #expect(began == .began && goesOn == .goesOn)
    let day: Int64 = 1_440 * 60_000_000
    let still = registers.standing(of: 3, atMicros: Self.micros(1_680), staleAfterMicros: day)
    #expect(still?.firing == 1)
    let last = registers.standing(of: 3, atMicros: Self.micros(1_681), staleAfterMicros: day)
    let silent = try #require(last)
    #expect(silent.firing == 0 && silent.isExpired && silent.endMicros == Self.micros(240))
    let over = registers.note(Self.event(.over(since: 1_690, at: 1_690)), of: 3, 77)
    #expect(over == .isOver)
    let resolved = registers.standing(of: 3, atMicros: Self.micros(1_700), staleAfterMicros: day)
    let ended = try #require(resolved)
    #expect(ended.firing == 0 && !ended.isExpired && ended.endMicros == Self.micros(1_690))
    let stranger = registers.standing(of: 2, atMicros: Self.micros(0), staleAfterMicros: 1)
    #expect(stranger == nil)
  }

  /// An end that was told in a later minute, and read before, is known; a beginning of a later minute is none yet.
  @Test(arguments: [(Told.over(since: 5, at: 5), AlertTurn.isOver), (.fires(since: 5, at: 5), .began)])
  func openPanesAheadAreKnownByTheirEnds(ahead: Told, turn: AlertTurn) {
    var open = OpenAlerts()
    let known = AlertRegister(hash: 77, series: 3)
    let minute = PaneTime.pane(of: Self.micros(0))
    _ = open.note(Self.event(ahead), of: known, in: minute + 5)
    let told = open.note(Self.event(.fires(since: 0, at: 6)), of: known, in: minute)
    #expect(told == turn && open.alerts.count == 2)
    let settled = open.take(through: minute)
    #expect(settled.count == 1 && settled[0].isFiring(atMicros: Self.micros(1)) && open.alerts.count == 1)
  }

  @Test func whatIsOverForLongMakesRoom() {
    var registers = AlertRegisters()
    for id in 0..<100 {
      let minute = id * 10
      _ = registers.note(Self.event(.fires(since: minute, at: minute)), of: id % 7, UInt64(id))
    }
    #expect(registers.count == 100)
    registers.forget(before: Self.micros(500))
    #expect(registers.count == 50)
    for series in 0..<7 {
      let firing = registers.standing(of: series, atMicros: Self.micros(2_000), staleAfterMicros: .max)?.firing
      #expect(firing == (50..<100).count { $0 % 7 == series })
    }
    // Those that stay are found, not made again.
    let found = registers.note(Self.event(.fires(since: 990, at: 995)), of: 99 % 7, 99)
    #expect(found == .goesOn && registers.count == 50)
  }

  @Test func pastTheLimitNothingIsKnownAndNothingGrows() {
    var registers = AlertRegisters()
    for id in 0..<Limits.alertRegisters {
      _ = registers.note(Self.event(.fires(since: 0, at: 0)), of: id % 1_000, UInt64(id))
    }
    #expect(registers.count == Limits.alertRegisters)
    let further = registers.note(Self.event(.fires(since: 0, at: 0)), of: 5, .max)
    #expect(further == .unknown)
    #expect(registers.count == Limits.alertRegisters)
  }
}

extension AlertRegister {
  /// What the order of messages must not change.
  struct Times: Hashable {
    var times: [Int64]

    init(_ register: AlertRegister) {
      times = [
        register.startMicros, register.firingToldMicros, register.endMicros, register.endToldMicros,
        Int64(register.rawSeverity),
      ]
    }
  }
}

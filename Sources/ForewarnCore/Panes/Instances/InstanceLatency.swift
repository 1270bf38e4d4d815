import RollingStatistics

/// How all transactions of an instance do together: what its clock explains of them, and whether they are slower, or fail more, than is
/// expected of them.
struct InstanceLatency: BitwiseCopyable {
  var profile = DayProfile()
  var shift = ShiftChart()
  var errors = ShareChart()
}

extension InstanceLatency: StoredElement {
  static let section = SectionKind(name: "instance_latency", version: 1, stride: 976)
}

struct InstanceLatencyTable: ~Copyable {
  private var learned = LearnedColumn(anew: InstanceLatency())
  /// Those that cases hold.
  var held = HeldSeries<PoolShadow>()
  /// Of the pane that is closing: sums that do not depend on the order of transactions. Parallel to `learned`, as far as it goes.
  private var sums = Column<LatencySums>()

  subscript(instance: Int) -> InstanceLatency { learned[instance] }

  /// What the clock adds to an instance's transactions in the pane that is closing; nil at a time of day never seen.
  func season(of instance: Int) -> DayProfile.Expectation? {
    assert(instance < sums.count, "an instance is entered before its transactions are looked at")
    return sums[instance].season
  }

  /// The clock of an instance in the pane that is closing.
  func clock(of instance: Int) -> LocalClock { sums[instance].clock }

  mutating func forgetClock(of instance: Int) { learned[instance].profile = DayProfile() }

  mutating func enter(_ instance: Int, _ clock: LocalClock) {
    if instance >= sums.count { sums.append(repeating: LatencySums(clock: clock), count: instance + 1 - sums.count) }
    learned[instance].profile.enter(minute: clock.minute, isWeekend: clock.isWeekend)
    sums[instance] = LatencySums(clock: clock)
    sums[instance].season = learned[instance].profile.expected
  }

  mutating func add(_ verdict: ShiftScore.Verdict, of transaction: TransactionPane) {
    sums[transaction.instance].add(verdict)
    sums[transaction.instance].addTimes(of: transaction)
  }

  mutating func add(bad: Double, expected: Double, of instance: Int) {
    sums[instance].bad = sums[instance].bad.addingSaturating(Int64(bad))
    sums[instance].expected = sums[instance].expected.addingSaturating(LatencySums.fixed(expected))
  }

  /// Looks at the instances of the pane, ascending, and learns of them.
  mutating func close(
    _ closed: inout ClosedPane, _ instances: borrowing InstanceTable, _ settings: TransactionSettings
  ) {
    for instance in instances.loaded.sorted().lazy.map(Int.init) {
      let sum = sums[instance]
      guard sum.weight > 0 else { continue }
      assert(sum.bad >= 0 && sum.expected >= 0, "requests are counted")
      let heldPanes = heldPanes(of: instance) ?? 0
      let isExcluded = closed.excluded.holds(instance)
      let weight = LatencySums.value(sum.weight)
      let shift = learned[instance].shift.update(
        weightedShift: LatencySums.value(sum.shift), weight: weight, warmUp: settings.warmUpPanes, .pool,
        isExcluded ? .nothing : heldPanes < TransactionShadow.episodePanes ? .rarity : .sight)
      let expected = LatencySums.value(sum.expected)
      let verdict = learned[instance].errors.update(bad: Double(sum.bad), expected: expected)
      let requests = Double(instances.load(of: instance).requests)
      var pane = InstanceLatencyPane(instance: instance, shift: shift)
      if sum.load > 0 {
        for index in 0..<3 { pane.times[index] = LatencySums.value(sum.times[index]) / LatencySums.value(sum.load) }
      }
      let assumed = requests > 0 ? expected / requests : 0
      pane.errors = ShareVerdict(
        verdict, learned[instance].errors, assumed: assumed, bad: Double(sum.bad), of: requests)
      if pane.errors.isOver { learned[instance].errors.restart() }
      closed.learned.latency.append(pane)
      guard !isExcluded else { continue }
      if heldPanes < TransactionShadow.dayPanes {
        learned[instance].profile.learn(LatencySums.value(sum.aboveLevel) / weight)
      }
      if let place = held.place(of: instance) { held[place].learn(pane) }
    }
  }

  /// How long a case has been about all of an instance's transactions; nil when none is.
  func heldPanes(of instance: Int) -> UInt32? { held.place(of: instance).map { held[$0].panes } }

  mutating func restartShift(of instance: Int) { learned[instance].shift.restart() }

  mutating func restart(_ instance: Int) {
    restartShift(of: instance)
    forgetClock(of: instance)
  }

  mutating func keep(_ departure: Departure) {
    learned.keep(departure.instances)
    held.keep(departure.instances)
    sums = Column<LatencySums>()
  }

  func write(to writer: inout SectionWriter, instances count: Int) {
    learned.write(to: &writer, beside: count)
    held.write(to: &writer)
  }

  mutating func restore(from reader: inout SectionReader, instances count: Int) {
    learned.restore(from: &reader, beside: count)
    held.restore(from: &reader)
  }
}

/// What an instance's transactions say together of one pane.
struct InstanceLatencyPane {
  var instance: Int
  var shift: ShiftChart.Verdict
  /// What its transactions took in this pane, and over the last five and the last twenty, over what was expected of them, weighted by their
  /// load.
  fileprivate(set) var times: InlineArray<3, Double> = [1, 1, 1]
  var errors = ShareVerdict()

  /// Whether this minute alone shows that they are slower, and whether it is over what the last twenty remember.
  var isSlowByItself: Bool { timesNow >= 1.5 && times[1] - 1 >= 0.35 * (timesNow - 1) }
  var isOver: Bool { timesRecently > 1.15 && timesNow - 1 < 0.25 * (timesRecently - 1) }

  var timesNow: Double { times[0] }
  /// Over the last twenty panes.
  var timesRecently: Double { times[2] }

  /// What is told of them, and of how many panes; 0: this one shows it.
  var told: (times: Double, panes: Int) {
    if isSlowByItself { return (timesNow, 0) }
    return shift.window == 0 ? (times[1], ShiftChart.windows[0]) : (timesRecently, ShiftChart.windows[1])
  }
}

/// Sums over an instance's transactions in one pane, in fixed point: additions of integers may come in any order.
struct LatencySums: BitwiseCopyable {
  private static let one = 1_048_576.0

  let clock: LocalClock
  var season: DayProfile.Expectation?
  var shift: Int64 = 0
  var aboveLevel: Int64 = 0
  var weight: Int64 = 0
  var times: InlineArray<3, Int64> = [0, 0, 0]
  var load: Int64 = 0
  var bad: Int64 = 0
  var expected: Int64 = 0

  static func fixed(_ value: Double) -> Int64 {
    assert(value.isFinite, "a sum is of numbers")
    return Int64(min(max(value * one, -4e18), 4e18).rounded())
  }

  static func value(_ fixed: Int64) -> Double { Double(fixed) / one }

  init(clock: LocalClock) { self.clock = clock }

  mutating func add(_ verdict: ShiftScore.Verdict) {
    shift = shift.addingSaturating(Self.fixed(verdict.residual * verdict.precision))
    aboveLevel = aboveLevel.addingSaturating(Self.fixed(verdict.aboveLevel * verdict.precision))
    weight = weight.addingSaturating(Self.fixed(verdict.precision))
  }

  mutating func addTimes(of transaction: TransactionPane) {
    let share = transaction.loadShare
    func add(_ octaves: Double, _ index: Int) {
      times[index] = times[index].addingSaturating(Self.fixed(DeterministicMath.exp2(octaves) * share))
    }
    add(transaction.value - transaction.level, 0)
    add(transaction.means.shift(window: 0), 1)
    add(transaction.means.shift(window: 1), 2)
    load = load.addingSaturating(Self.fixed(share))
  }
}

/// How an instance's transactions have done since a case is about all of them.
struct PoolShadow: HeldShadow {
  static let section = SectionKind(name: "held_latency", version: 1, stride: 12)

  /// The instance.
  var series: Int32
  var panes: UInt32 = 0
  /// How much slower they were, in octaves.
  var octaves: Float = 0

  mutating func learn(_ pane: InstanceLatencyPane) {
    panes = panes.addingSaturating(1)
    octaves +=
      max(1.0 / 1_440, 1 / Float(panes)) * (Float(DeterministicMath.log2(max(pane.timesRecently, 1e-6))) - octaves)
  }
}

extension Statistics {
  /// A decision's word of how all transactions of an instance do.
  mutating func turnLatency(_ turn: BaselineChange.Turn, _ instance: Int) {
    switch turn {
    case .hold: learned.latency.held.hold(PoolShadow(series: Int32(instance)))
    case .resume: _ = learned.latency.held.release(instance)
    case .adopt:
      guard let shadow = learned.latency.held.release(instance), shadow.panes > 0 else { return }
      for id in 0..<transactions.count where transactions.series[id].instance == Int32(instance) {
        let level = transactions.latency[id].score.level
        transactions.latency[id].score.adopt(level: level + Double(shadow.octaves))
        transactions.forgetClock(of: id)
      }
      learned.latency.restart(instance)
    }
  }
}

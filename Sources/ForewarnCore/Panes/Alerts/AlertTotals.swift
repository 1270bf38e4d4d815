import RollingStatistics

/// How many kinds of alerts fire of an instance in a pane, by the clock: three alerts more of each of fifty kinds are no burst of any, and a
/// flood of all. One message that is sent many times within a minute counts once, and one that goes on little.
struct AlertTotal: BitwiseCopyable {
  /// Half hours to either side whose mean is usual: alerts are few, and one half hour says little.
  private static let reach = 3
  /// How unsteady the totals are is learned from blocks of so many panes, and of so many blocks.
  private static let blockPanes: Int32 = 20
  private static let blocksRemembered: Float = 216
  private static let winsor: Float = 25
  /// The least that is believed of a pane, and as a share of the day.
  private static let least = 0.02
  private static let leastShareOfDay = 0.25
  /// A half hour whose busiest minutes were so much above the hours around them, on other days too, has a storm of its own: a nightly job, a
  /// weekly maintenance.
  private static let stormRatio = 1.5
  private static let stormDeviations = 4.5
  /// An exponentially weighted mean over five panes strays as one over nine does.
  private static let recentEffective = 9.0
  /// A burst that is over is told no more, though its sum remembers it.
  private static let leastExcess = 1.4
  private static let recentWeight: Float = 1.0 / 20
  private static let newestWeight: Float = 1.0 / 5
  /// After a week without an alert the week is all that is caught up on.
  private static let mostQuietPanes: Pane = 10_080

  private var lastPane = Pane.min
  private var profile = UsageProfile()
  /// The same of the busiest minutes of each half hour.
  private var storms = UsageProfile()
  private var burst = BurstChart()
  /// Kinds of the last twenty panes, and those expected.
  private var recentKinds: Float = 0
  private var recentUsual: Float = 0
  private var day: Float = 0
  /// Alerts, repeats too, of the last twenty panes, of the last five, and of a day.
  private var recentAlerts: Float = 0
  private var newestAlerts: Float = 0
  private var dayAlerts: Float = 0
  /// Kinds a pane over the last five.
  private var recent: Float = 0
  private var busiest: Float = 0
  private var slot: Int32 = -1
  /// Variance of a block over its mean.
  private var dispersion: Float = 3
  private var block: (seen: Float, expected: Float, panes: Int32) = (0, 0, 0)
  private var blocks: Float = 0
  private(set) var panes: UInt32 = 0

  /// Looks at a pane with so many kinds of alerts that fire, and so many alerts, then learns it. Panes without any were not told of, so that
  /// it does not matter whether time passed them one by one. While it is held nothing of them is learned as usual.
  mutating func take(_ count: AlertCount, at pane: Pane, in zone: TimeZoneSteps, isHeld: Bool = false) -> AlertTotalPane
  {
    assert(count.kinds > 0, "an alert is of a kind")
    catchUp(before: pane, in: zone, isHeld: isHeld)
    lastPane = pane
    return step(kinds: count.kinds, alerts: Int(count.alerts), LocalClock(pane: pane, in: zone), isHeld: isHeld)
  }

  /// Its hours are others from now on.
  mutating func forgetClock() {
    (profile, storms, slot, busiest) = (UsageProfile(), UsageProfile(), -1, 0)
  }

  /// What has been for long is what is usual.
  mutating func adopt(_ other: Self) {
    (profile, storms, day, dayAlerts) = (other.profile, other.storms, other.day, other.dayAlerts)
    burst = BurstChart()
  }

  /// Panes without an alert up to this one, which is closed.
  mutating func settle(through pane: Pane, in zone: TimeZoneSteps, isHeld: Bool) {
    catchUp(before: pane + 1, in: zone, isHeld: isHeld)
  }

  /// How it stands at the end of a pane, of which nothing was told when it had no alert.
  func standing(at pane: Pane, in zone: TimeZoneSteps, isHeld: Bool) -> AlertTotalPane {
    var copy = self
    copy.catchUp(before: pane + 1, in: zone, isHeld: isHeld)
    var seen = AlertTotalPane()
    copy.describe(&seen, usual: Double(copy.recentUsual))
    return seen
  }

  private mutating func catchUp(before pane: Pane, in zone: TimeZoneSteps, isHeld: Bool) {
    assert(lastPane < pane, "panes come in order")
    guard lastPane != .min else { return }
    for quiet in max(lastPane + 1, pane - Self.mostQuietPanes)..<pane {
      _ = step(kinds: 0, alerts: 0, LocalClock(pane: quiet, in: zone), isHeld: isHeld)
    }
    lastPane = pane - 1
  }

  private mutating func step(kinds: Float, alerts: Int, _ clock: LocalClock, isHeld: Bool) -> AlertTotalPane {
    let mean = profile.mean(around: clock, reach: Self.reach) ?? Double(day)
    let steady = max(mean, Double(day) * Self.leastShareOfDay, Self.least)
    // A job of every night does not wait for the first weekend.
    let storm = (storms.usual(clock) ?? storms.usualOfOtherDays(clock))?.high ?? 0
    let scale = Double(max(dispersion, 1))
    let chance = Self.stormDeviations * (steady * scale / Self.recentEffective).squareRoot()
    let usual = storm > Self.stormRatio * steady + chance ? storm : steady
    var pane = AlertTotalPane()
    recentAlerts += Self.recentWeight * (Float(alerts) - recentAlerts)
    newestAlerts += Self.newestWeight * (Float(alerts) - newestAlerts)
    recentKinds += Self.recentWeight * (kinds - recentKinds)
    recentUsual += Self.recentWeight * (Float(usual) - recentUsual)
    describe(&pane, usual: usual)
    assert(scale >= 1 && usual > 0, "something is always usual")
    let nats = burst.update(count: Double(kinds) / scale, expected: usual / scale)
    pane.nats = pane.excess >= Self.leastExcess ? nats : 0
    if isHeld {
      profile.skip()
      storms.skip()
    } else {
      learn(kinds, alerts, usual, clock)
    }
    return pane
  }

  private func describe(_ pane: inout AlertTotalPane, usual: Double) {
    pane.excess = recentUsual > 0 ? Double(recentKinds / recentUsual) : 0
    pane.recent = Double(recentAlerts)
    pane.newest = Double(newestAlerts)
    pane.usual = day > 0 ? Double(dayAlerts / day) * usual : usual
  }

  private mutating func learn(_ kinds: Float, _ alerts: Int, _ usual: Double, _ clock: LocalClock) {
    if panes < .max { panes += 1 }
    // A flood teaches no more than a busy pane does.
    let bounded = panes < 60 ? Double(kinds) : min(Double(kinds), 8 * usual + 10)
    profile.learn(bounded, clock)
    learnStorm(Float(bounded), clock)
    let weight = max(1.0 / 2_880, 1 / Float(panes))
    day += weight * (Float(bounded) - day)
    dayAlerts += weight * (min(Float(alerts), 50 * (dayAlerts + 1)) - dayAlerts)
    learnDispersion(kinds, Float(usual))
  }

  private mutating func learnStorm(_ kinds: Float, _ clock: LocalClock) {
    let next = Int32(clock.minute / UsageProfile.slotPanes)
    if next != slot { (slot, busiest) = (next, 0) }
    recent += 0.2 * (kinds - recent)
    busiest = max(busiest, recent)
    storms.note(Double(busiest), clock)
  }

  private mutating func learnDispersion(_ kinds: Float, _ usual: Float) {
    block.seen += kinds
    block.expected += usual
    block.panes += 1
    guard block.panes >= Self.blockPanes else { return }
    let square = (block.seen - block.expected) * (block.seen - block.expected) / max(block.expected, 0.5)
    blocks = min(blocks + 1, Self.blocksRemembered)
    // The first blocks are two days' worth of what is believed beforehand.
    let bounded = blocks > 20 ? min(square, Self.winsor * max(dispersion, 1)) : square
    dispersion += (bounded - dispersion) / (blocks + 10)
    block = (0, 0, 0)
  }
}

extension AlertTotal: StoredElement {
  static let section = SectionKind(name: "instance_alert_totals", version: 2, stride: 768)
}

/// All alerts of an instance in one pane.
struct AlertTotalPane {
  var instance = 0
  /// How much speaks for a burst, in nats.
  var nats = 0.0
  /// Alerts a pane that are usual at this hour, and of the last twenty panes.
  var usual = 0.0
  var recent = 0.0
  /// Of the last five panes.
  var newest = 0.0
  /// Kinds of alerts of the last twenty panes over those that were to be expected.
  var excess = 0.0
  /// Panes since the first alert of the instance was seen.
  var agePanes = 0
}

struct AlertTotalTable: ~Copyable {
  private var totals = LearnedColumn(anew: AlertTotal())
  /// A kind that fired within the last five panes too is the same matter, and counts as so much: one that flaps for an hour is no flood.
  private static let goingOn: Float = 0.25

  /// Those that cases hold.
  var held = HeldSeries<AlertTotalShadow>()
  /// Of the pane that is closing.
  private var counts = Column<AlertCount>()

  func standing(
    of instance: Int, at pane: Pane, _ zones: borrowing InstanceZones, isExcluded: Bool
  ) -> AlertTotalPane {
    totals[instance].standing(at: pane, in: zones[instance], isHeld: isExcluded || isHeld(instance, at: pane))
  }

  mutating func forgetClock(of instance: Int) {
    totals[instance].forgetClock()
    if let place = held.place(of: instance) { held[place].total.forgetClock() }
  }

  /// What is over within an episode may be what every day brings, and is learned.
  private func isHeld(_ instance: Int, at pane: Pane) -> Bool {
    held.place(of: instance).map { Int64(pane) - Int64(held[$0].sincePane) >= Int64(TransactionShadow.episodePanes) }
      ?? false
  }

  /// Looks at every instance that had an alert; ascending.
  mutating func close(_ closed: inout ClosedPane, _ zones: borrowing InstanceZones) {
    var instances: [Int] = []
    for alert in closed.alerts {
      if alert.instance >= counts.count {
        counts.append(repeating: AlertCount(), count: alert.instance + 1 - counts.count)
      }
      if counts[alert.instance].alerts == 0 { instances.append(alert.instance) }
      counts[alert.instance].kinds += alert.windowPanes > 1 ? Self.goingOn : 1
      counts[alert.instance].alerts = counts[alert.instance].alerts.addingSaturating(alert.cell.firing)
    }
    for instance in instances.sorted() {
      let (count, zone) = (counts[instance], zones[instance])
      let isExcluded = closed.excluded.holds(instance)
      let isHeld = isHeld(instance, at: closed.pane)
      var pane = totals[instance].take(count, at: closed.pane, in: zone, isHeld: isHeld || isExcluded)
      if let place = held.place(of: instance) {
        _ = held[place].total.take(count, at: closed.pane, in: zone, isHeld: isExcluded)
      }
      pane.instance = instance
      pane.agePanes = Int(totals[instance].panes)
      closed.learned.alertTotals.append(pane)
    }
    for alert in closed.alerts { counts[alert.instance] = AlertCount() }
  }

  /// Panes without an alert up to the last closed one are learned, or not, before that changes.
  mutating func settle(
    _ instance: Int, through pane: Pane, _ zones: borrowing InstanceZones, isExcluded: Bool
  ) {
    guard instance < totals.count else { return }
    totals[instance].settle(
      through: pane, in: zones[instance], isHeld: isExcluded || isHeld(instance, at: pane))
    if let place = held.place(of: instance) {
      held[place].total.settle(through: pane, in: zones[instance], isHeld: isExcluded)
    }
  }

  mutating func turn(_ turn: BaselineChange.Turn, _ instance: Int, at pane: Pane) {
    switch turn {
    case .hold: held.hold(AlertTotalShadow(series: Int32(instance), sincePane: pane))
    case .resume: _ = held.release(instance)
    case .adopt:
      guard let shadow = held.release(instance), shadow.total.panes > 0 else { return }
      totals[instance].adopt(shadow.total)
    }
  }

  mutating func keep(_ departure: Departure) {
    totals.keep(departure.instances)
    held.keep(departure.instances)
    counts = Column<AlertCount>()
  }

  func write(to writer: inout SectionWriter, instances count: Int) {
    totals.write(to: &writer, beside: count)
    held.write(to: &writer)
  }

  mutating func restore(from reader: inout SectionReader, instances count: Int) {
    totals.restore(from: &reader, beside: count)
    held.restore(from: &reader)
  }
}

/// What would be usual of an instance's alerts were it what has been since a case is about all of them.
struct AlertTotalShadow: HeldShadow {
  static let section = SectionKind(name: "held_alert_totals", version: 2, stride: 776)

  /// The instance.
  var series: Int32
  var sincePane: Pane
  var total = AlertTotal()
}

/// How many kinds of alerts fired, and how often all of them did.
struct AlertCount: BitwiseCopyable {
  var kinds: Float = 0
  var alerts: UInt32 = 0
}

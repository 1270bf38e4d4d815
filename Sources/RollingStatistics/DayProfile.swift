/// What the clock explains of a series: how far it lies from its level at each ten minutes of a working day and of a day of the weekend,
/// in octaves. It is for what has edges, nightly jobs and shift starts; of a smooth swing little is left for it to say.
///
/// Of each slot the last three days are kept, and their median counts, so that what was twice is expected and what was once is not. What
/// stands out from its neighbours, beyond what slots differ from day to day, may come ten minutes early and late as well: jobs are
/// not punctual. A kind of day that was never seen is taken for the other. 888 bytes.
public struct DayProfile: BitwiseCopyable, Sendable {
  public static let slotPanes = 10
  static let slots = 144
  private static let days = 3
  /// Of one sixteenth octave; this value says that there is none.
  private static let unseen = Int8.min
  private static let unit: Float = 1.0 / 16
  /// Panes with data that make a slot.
  private static let leastPanes: UInt16 = 3
  /// Slots to either side over which the smooth part is taken.
  private static let reach = 3
  /// What is taken from the other kind of day may come so many slots early or late: nobody knows yet when such a day begins.
  private static let otherKindReach = 6
  /// An edge is one from so many deviations of its median on; the median of three has two thirds of the deviation of one.
  private static let edgeDeviations: Float = 2.2

  private var stored = PackedBytes<216>(repeating: UInt8(bitPattern: DayProfile.unseen))
  /// Of the slot that is being filled.
  private var sum: Float = 0
  private var panes: UInt16 = 0
  private var slot: Int16 = -1
  private var isWeekend: UInt8 = 0
  /// Which of the slots before this one hold what was seen today, the nearest in the lowest bit.
  private var fresh: UInt8 = 0
  private var spreadSeen: UInt16 = 0
  /// The mean difference of a slot from the same of the day before.
  private var spread: Float = 0.1
  /// What is expected in this slot; not a number where it was never seen.
  private var low = Float.nan
  private var high = Float.nan

  public init() {}

  /// What the clock adds at a time of day, in octaves: at least and at most, as what stands out may be early or late.
  public struct Expectation: BitwiseCopyable, Equatable, Sendable {
    public var low: Double
    public var high: Double

    public init(low: Double, high: Double) {
      precondition(low <= high, "the least is at most the most")
      (self.low, self.high) = (low, high)
    }
  }

  /// What the clock adds now; nil at a time of day that was never seen.
  public var expected: Expectation? { high.isNaN ? nil : Expectation(low: Double(low), high: Double(high)) }

  /// Moves on to a minute of the local day, 0 ..< 1440.
  public mutating func enter(minute: Int, isWeekend weekend: Bool) {
    precondition((0..<1_440).contains(minute), "a day has 1,440 minutes")
    let next = Int16(minute / Self.slotPanes)
    let kind: UInt8 = weekend ? 1 : 0
    guard next != slot || kind != isWeekend else { return }
    let isKept = keepSlot()
    let passed = (Int(next - slot) + Self.slots) % Self.slots
    let isNear = kind == isWeekend && slot >= 0 && passed <= fresh.bitWidth
    fresh = isNear ? fresh << passed | (isKept ? 1 << (passed - 1) : 0) : 0
    (slot, isWeekend, sum, panes) = (next, kind, 0, 0)
    (low, high) = compute(Int(kind), Int(next)) ?? (.nan, .nan)
  }

  /// Learns how far the series lies from its level in this pane, in octaves.
  public mutating func learn(_ octaves: Double) {
    sum += Float(min(max(octaves, -8), 8))
    panes = min(panes + 1, 10_000)
  }

  /// False when too little was seen of it.
  private mutating func keepSlot() -> Bool {
    guard slot >= 0, panes >= Self.leastPanes else { return false }
    let mean = sum / Float(panes)
    let place = index(Int(isWeekend), Int(slot))
    if value(place) != Self.unseen {
      let difference = abs(mean - Float(value(place)) * Self.unit)
      spreadSeen = min(spreadSeen + 1, 500)
      let bounded = min(difference, spreadSeen > 20 ? 4 * spread : difference)
      spread += (bounded - spread) / Float(spreadSeen)
    }
    stored[place + 2] = stored[place + 1]
    stored[place + 1] = stored[place]
    stored[place] = UInt8(bitPattern: Int8(min(max((mean / Self.unit).rounded(), -127), 127)))
    return true
  }

  @inline(__always)
  private func value(_ place: Int) -> Int8 { Int8(bitPattern: stored[place]) }

  @inline(__always)
  private func index(_ kind: Int, _ slot: Int) -> Int {
    (kind * Self.slots + (slot + Self.slots) % Self.slots) * Self.days
  }

  private func compute(_ kind: Int, _ slot: Int) -> (low: Float, high: Float)? {
    let seen = typical(kind, slot) != nil ? kind : 1 - kind
    guard let own = typical(seen, slot) else { return nil }
    var sum = 0
    var count = 0
    for near in slot - Self.reach...slot + Self.reach {
      let place = index(seen, near)
      for day in 0..<Self.days where value(place + day) != Self.unseen {
        sum += Int(value(place + day))
        count += 1
      }
    }
    let smooth = Float(sum) / Float(count) * Self.unit
    var top = own
    let early = seen == kind ? 1 : Self.otherKindReach
    for near in slot - early...slot + early {
      let isOfToday = seen == kind && near < slot && fresh >> (slot - near - 1) & 1 == 1
      if let value = typical(seen, near, isOfToday: isOfToday) { top = max(top, value) }
      // Few days of this kind: what the other kind has at this hour is no surprise either.
      if seen == kind, value(index(kind, slot) + 2) == Self.unseen, let other = typical(1 - kind, near) {
        top = max(top, other)
      }
    }
    // What does not stand out beyond what slots differ is the smooth part's.
    func shrunk(_ value: Float) -> Float {
      let edge = value - smooth
      let ratio = edge / max(Self.edgeDeviations * spread, 0.05)
      return smooth + (abs(ratio) > 1 ? edge * (1 - 1 / (ratio * ratio)) : 0)
    }
    return (shrunk(own), shrunk(top))
  }

  /// The median of the last three days; of two the larger one, but that today began unlike yesterday makes what follows no more usual.
  private func typical(_ kind: Int, _ slot: Int, isOfToday: Bool = false) -> Float? {
    let place = index(kind, slot)
    let (a, b, c) = (value(place), value(place + 1), value(place + 2))
    if a == Self.unseen { return nil }
    if b == Self.unseen { return isOfToday ? nil : Float(a) * Self.unit }
    if c == Self.unseen, isOfToday { return Float(b) * Self.unit }
    let middle = c == Self.unseen ? max(a, b) : max(min(a, b), min(max(a, b), c))
    return Float(middle) * Self.unit
  }
}

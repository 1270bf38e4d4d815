import ForewarnCore
import Glibc

/// What a customer of the ablation does by itself, though nothing is wrong.
enum Habit: String, CaseIterable {
  case flat, diurnal, weekends, nightlyJob, releases, memory, thin

  /// How busy it is, over its mean.
  func load(_ minute: Int) -> Double {
    let hour = Double(minute % 1_440) / 60
    let day = exp2(1.2 * sin((hour - 8) / 24 * 2 * .pi))
    let isWeekend = minute / 1_440 % 7 >= 5
    return switch self {
    case .flat, .memory: 1
    case .diurnal, .nightlyJob, .releases: day
    case .weekends: day * (isWeekend ? 0.15 : 1)
    case .thin: 0.03 * day
    }
  }

  /// How many times as long its transactions take.
  func slowness(_ minute: Int, transaction: Int) -> Double {
    let day = minute / 1_440
    return switch self {
    case .nightlyJob where (125..<150).contains(minute % 1_440) && transaction < 3: 4
    case .releases: exp2(0.2 * Double(day / 7))
    case .diurnal, .weekends: exp2(0.2 * sin((Double(minute % 1_440) / 60 - 8) / 24 * 2 * .pi))
    default: 1
    }
  }
}

/// What goes wrong, in minutes since it began.
enum Trouble: String, CaseIterable {
  case allSlower, oneSlower, slowTail, oneFails, allFail, drift, usageGone, usageMultiplied, burst, flood, newTypes
  case critical, signalShift, signalLimit

  var minutes: Int {
    switch self {
    case .drift: 1_440
    case .slowTail, .signalShift: 180
    case .critical, .burst, .newTypes: 20
    default: 60
    }
  }

  func slowness(_ minute: Int, transaction: Int) -> Double {
    switch self {
    case .allSlower: 1.5
    case .oneSlower where transaction == 1: 2
    case .drift where transaction == 0: 1 + 0.1 * Double(minute) / 60
    default: 1
    }
  }

  func failures(transaction: Int) -> Double {
    switch self {
    case .allFail: 0.02
    case .oneFails where transaction == 2: 0.15
    default: 0
    }
  }

  var load: Double { self == .usageGone ? 0 : self == .usageMultiplied ? 6 : 1 }
}

/// A customer of the ablation, minute by minute: eight transactions, alerts of thirty kinds, two signals. The same on every run.
struct AblationCustomer {
  static let transactions = 8
  static let kindsOfAlerts = 30

  let name: String
  private let habit: Habit
  let trouble: Trouble?
  let onset: Int
  private var dice: Dice
  /// What each transaction, and the signals, remember of the minute before.
  private var slow = [Double](repeating: 0, count: transactions + 2)

  init(_ name: String, _ habit: Habit, _ trouble: Trouble?, onset: Int, seed: UInt64) {
    self.name = name
    self.habit = habit
    self.trouble = trouble
    self.onset = onset
    dice = Dice(seed: seed)
  }

  private func current(_ minute: Int) -> Trouble? {
    trouble.flatMap { (onset..<onset + $0.minutes).contains(minute) ? $0 : nil }
  }

  /// Whether a case of this minute is of the trouble.
  func isTold(_ minute: Int) -> Bool {
    trouble.map { (onset + 1...onset + $0.minutes + 15).contains(minute) } ?? false
  }

  mutating func requests(_ minute: Int, seconds: Int64) -> String? {
    let trouble = current(minute)
    let memory = habit == .memory ? 0.9 : 0.6
    var events: [String] = []
    for transaction in 0..<Self.transactions {
      slow[transaction] = memory * slow[transaction] + 0.06 * dice.normal()
      let mean = 40 / Double(1 + transaction) * habit.load(minute) * (trouble?.load ?? 1)
      let count = dice.count(mean)
      guard count > 0 else { continue }
      let noise = slow[transaction] + 0.8 * dice.normal() / Double(count).squareRoot()
      let times =
        habit.slowness(minute, transaction: transaction)
        * (trouble?.slowness(minute - onset, transaction: transaction) ?? 1)
      let millis = 80 * Double(1 + transaction % 5) * exp2(noise) * times
      let failed = min(count, dice.count(Double(count) * (0.001 + (trouble?.failures(transaction: transaction) ?? 0))))
      let far = trouble == .slowTail && transaction == 0 ? dice.count(Double(count) * 0.05) : 0
      func add(_ count: Int, _ millis: Double, isError: Bool) {
        guard count > 0 else { return }
        let thousandths = Int((millis * 1_000).rounded())
        events.append(
          #"{"instance":"\#(name)","transaction":"t\#(transaction)","time":\#(seconds),"duration_ms":\#(thousandths / 1_000).\#(String(thousandths % 1_000 + 1_000).dropFirst()),"count":\#(count),"error":\#(isError)}"#
        )
      }
      add(max(count - failed - far, 0), millis, isError: false)
      add(far, millis * 10, isError: false)
      add(failed, millis, isError: true)
    }
    return events.isEmpty ? nil : "[" + events.joined(separator: ",") + "]"
  }

  mutating func alerts(_ minute: Int, seconds: Int64) -> [String] {
    let trouble = current(minute)
    var found: [(kind: String, severity: String)] = []
    // Kinds are unlike: the first comes every hour, the last every two days. What comes may come in groups.
    for kind in 0..<Self.kindsOfAlerts {
      let often = trouble == .flood ? 12.0 : 1
      let rate = often * habit.load(minute) / Double(60 + 95 * kind)
      if dice.uniform() < rate { for _ in 0...dice.count(0.7) { found.append(("a\(kind)", "minor")) } }
    }
    switch trouble {
    case .burst: for _ in 0..<3 { found.append(("a5", "minor")) }
    case .newTypes: found += [("new1", "major"), ("new2", "major")]
    case .critical where minute == onset: found.append(("down", "critical"))
    default: break
    }
    return found.map {
      #"{"instance":"\#(name)","alert":"\#($0.kind)","domain":"database","severity":"\#($0.severity)","time":\#(seconds)}"#
    }
  }

  mutating func signals(_ minute: Int, seconds: Int64) -> [String] {
    let trouble = current(minute)
    for at in [Self.transactions, Self.transactions + 1] { slow[at] = 0.8 * slow[at] + 0.1 * dice.normal() }
    let sentiment = 4.2 + slow[Self.transactions] - (trouble == .signalShift ? 1 : 0)
    let disk = 62 + 3 * slow[Self.transactions + 1] + (trouble == .signalLimit ? 32 : 0)
    return [("sentiment", sentiment), ("disk_used", disk)].map { name, value in
      #"{"instance":"\#(self.name)","signal":"\#(name)","value":\#(value),"time":\#(seconds)}"#
    }
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014), and what is drawn by it.
private struct Dice {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
  }

  /// Near enough: a sum of twelve.
  mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }

  /// Of events that come so often in the mean.
  mutating func count(_ mean: Double) -> Int {
    guard mean < 30 else { return max(0, Int((mean + mean.squareRoot() * normal()).rounded())) }
    var count = 0
    var product = uniform()
    let least = exp(-mean)
    while product > least {
      product *= uniform()
      count += 1
    }
    return count
  }
}

import Glibc

@testable import RollingStatistics

// What deploy/ablate compiles beside Sources/RollingStatistics, one ingredient of which is off: customers of twelve transactions, some healthy,
// some with a trouble, judged minute by minute. It prints false openings a customer-month and the troubles that are found.

let minutesADay = 1_440
let transactions = 12

/// How a customer's response times come about.
struct Kind {
  var name: String
  /// Standard deviation of a request's logarithm, and memory and size of what all requests of a minute share.
  var spread = 0.6
  var memory = 0.7
  var ownSize = 0.05
  var sharedSize = 0.03
  /// Peak over trough of the day, of response times and of load; the load of a weekend.
  var swing = 1.3
  var loadSwing = 3.0
  var weekend = 0.5
  /// At two o'clock two transactions take so many times as long for half an hour, on working days, a few minutes early or late.
  var nightlyJob = 1.0
  /// Every tenth day all become slower for good.
  var step = 1.0
  var requests = 10.0
}

/// What goes wrong on the second Tuesday.
struct Trouble {
  enum Shape { case jump(times: Double), drift(shareAnHour: Double) }

  var name: String
  var shape: Shape
  var minutes: Int
  var victims: Range<Int>

  func times(_ sinceOnset: Int) -> Double {
    guard (0..<minutes).contains(sinceOnset) else { return 1 }
    return switch shape {
    case .jump(let times): times
    case .drift(let share): 1 + share * Double(sinceOnset) / 60
    }
  }
}

let kinds = [
  Kind(name: "steady", swing: 1, loadSwing: 1, weekend: 1),
  Kind(name: "heavy tails", spread: 1.1),
  Kind(name: "long memory", memory: 0.9, ownSize: 0.2, sharedSize: 0.1),
  Kind(name: "daily swing", swing: 2),
  Kind(name: "office hours", loadSwing: 20, weekend: 0.02),
  Kind(name: "nightly job", nightlyJob: 5),
  Kind(name: "deployments", step: 1.15),
  Kind(name: "few requests", requests: 0.5),
]
let usual = Kind(name: "usual", ownSize: 0.06, sharedSize: 0.04)
let troubles = [
  Trouble(name: "all +20 % for two hours", shape: .jump(times: 1.2), minutes: 120, victims: 0..<12),
  Trouble(name: "all +50 % for ten minutes", shape: .jump(times: 1.5), minutes: 10, victims: 0..<12),
  Trouble(name: "the first 2× for half an hour", shape: .jump(times: 2), minutes: 30, victims: 0..<1),
  Trouble(name: "the seventh 1.5× for six hours", shape: .jump(times: 1.5), minutes: 360, victims: 6..<7),
  Trouble(name: "all +2 %/h for a day", shape: .drift(shareAnHour: 0.02), minutes: 1_440, victims: 0..<12),
  Trouble(name: "the first +5 %/h for a day", shape: .drift(shareAnHour: 0.05), minutes: 1_440, victims: 0..<1),
]

/// Load and response times of a customer, drawn minute by minute.
struct Customer {
  var kind: Kind
  private var noise: Noise
  private var shared = 0.0
  private var own = [Double](repeating: 0, count: transactions)

  init(_ kind: Kind, seed: UInt64) {
    self.kind = kind
    noise = Noise(seed: seed)
  }

  /// Requests of a transaction in a minute and log₂ of their mean in µs; nil without any.
  mutating func minute(
    _ minute: Int, troubled times: Double, victims: Range<Int>
  ) -> [(requests: Double, value: Double)?] {
    let clock = (1 - cos(2 * .pi * (Double(minute % minutesADay) / 1_440 - 1.0 / 12))) / 2 - 0.5
    let isWeekend = minute / minutesADay % 7 >= 5
    let day = minute / minutesADay
    let jobBegin = 120 + Int(mixed(UInt64(day)) % 11)
    let jobRuns = !isWeekend && (jobBegin..<jobBegin + 30).contains(minute % minutesADay)
    shared = kind.memory * shared + (1 - kind.memory * kind.memory).squareRoot() * noise.normal()
    return (0..<transactions).map { transaction in
      own[transaction] =
        kind.memory * own[transaction] + (1 - kind.memory * kind.memory).squareRoot() * noise.normal()
      let load = kind.requests * 12 / pow(Double(transaction + 1), 0.8) / 4.9
      let requests = poisson(load * exp(log(kind.loadSwing) * clock) * (isWeekend ? kind.weekend : 1))
      guard requests > 0 else { return nil }
      var mean = 1e5 * Double(1 + transaction % 5) * exp(log(kind.swing) * clock)
      mean *= exp(kind.ownSize * own[transaction] + kind.sharedSize * shared)
      mean *= pow(kind.step, Double(day / 10))
      if jobRuns, transaction < 2 { mean *= kind.nightlyJob }
      if victims.contains(transaction) { mean *= times }
      return (Double(requests), log2(mean * drawn(requests) + 1))
    }
  }

  /// The mean of so many lognormal requests, over their expectation.
  private mutating func drawn(_ requests: Int) -> Double {
    var sum = 0.0
    for _ in 0..<requests { sum += exp(kind.spread * noise.normal() - kind.spread * kind.spread / 2) }
    return sum / Double(requests)
  }

  private mutating func poisson(_ mean: Double) -> Int {
    if mean > 60 { return max(0, Int((mean + mean.squareRoot() * noise.normal()).rounded())) }
    let limit = exp(-mean)
    var (count, product) = (0, noise.uniform())
    while product > limit {
      count += 1
      product *= noise.uniform()
    }
    return count
  }

  private func mixed(_ day: UInt64) -> UInt64 { (day &* 0x9E37_79B9_7F4A_7C15) >> 32 }
}

/// One series, or all of a customer: what is known of it, and since when a case is about it.
struct Judged<Score> {
  var score: Score
  var profile = DayProfile()
  var heldPanes: UInt32?
  private var quietPanes = 0

  init(_ score: Score) { self.score = score }

  static var episodePanes: UInt32 { 180 }
  static var dayPanes: UInt32 { 1_440 }

  /// An alarm opens a case, which is over after an hour of less than half of one, and after two days is what is usual.
  mutating func hold(_ alarm: Double) {
    if alarm >= 1, heldPanes == nil { (heldPanes, quietPanes) = (0, 0) }
    guard let held = heldPanes else { return }
    quietPanes = alarm < 0.5 ? quietPanes + 1 : 0
    heldPanes = quietPanes > 60 || held > 2 * Self.dayPanes ? nil : held + 1
  }
}

/// Minutes at which cases of a customer would open.
func openings(of kind: Kind, days: Int, seed: UInt64, trouble: Trouble? = nil, onset: Int = 0) -> [Int] {
  var customer = Customer(kind, seed: seed)
  var series = (0..<transactions).map { _ in Judged(ShiftScore()) }
  var pool = Judged(ShiftChart())
  var found: [Int] = []
  var openUntil = -1
  for minute in 0..<days * minutesADay {
    let isWeekend = minute / minutesADay % 7 >= 5
    let values = customer.minute(
      minute, troubled: trouble?.times(minute - onset) ?? 1, victims: trouble?.victims ?? 0..<0)
    pool.profile.enter(minute: minute % minutesADay, isWeekend: isWeekend)
    var (shift, above, weight, alarm) = (0.0, 0.0, 0.0, 0.0)
    for (index, value) in values.enumerated() {
      guard let (requests, x) = value else { continue }
      series[index].profile.enter(minute: minute % minutesADay, isWeekend: isWeekend)
      let held = series[index].heldPanes ?? pool.heldPanes
      let verdict = series[index].score.update(
        x, requests: requests,
        ShiftScore.Context(
          season: series[index].profile.expected ?? pool.profile.expected, learnsSeason: true,
          incident: held.map { $0 < Judged<ShiftScore>.episodePanes ? .young : .lasting } ?? .none, warmUp: 60))
      if held ?? 0 < Judged<ShiftScore>.dayPanes { series[index].profile.learn(verdict.aboveLevel) }
      series[index].hold(verdict.shift.score)
      alarm = max(alarm, verdict.shift.score)
      shift += verdict.residual * verdict.precision
      above += verdict.aboveLevel * verdict.precision
      weight += verdict.precision
    }
    guard weight > 0 else { continue }
    let isYoung = pool.heldPanes ?? 0 < Judged<ShiftChart>.episodePanes
    let verdict = pool.score.update(
      weightedShift: shift, weight: weight, warmUp: 60, .pool, isYoung ? .rarity : .sight)
    if pool.heldPanes ?? 0 < Judged<ShiftChart>.dayPanes { pool.profile.learn(above / weight) }
    pool.hold(verdict.score)
    alarm = max(alarm, verdict.score)
    guard alarm >= 1 else { continue }
    if minute > openUntil { found.append(minute) }
    openUntil = minute + 60
  }
  return found
}

func quiet() -> (mean: Double, worst: String) {
  let (customers, days) = (4, 28)
  let rates = kinds.enumerated().map { index, kind in
    let opened = (0..<customers).map { openings(of: kind, days: days, seed: UInt64(100 * index + $0)).count }
    return Double(opened.reduce(0, +)) * 30 / Double(customers * days)
  }
  let worst = rates.indices.max { rates[$0] < rates[$1] } ?? 0
  return (rates.reduce(0, +) / Double(rates.count), "\(rounded(rates[worst])) \(kinds[worst].name)")
}

/// How many of ten are found while they last, or a quarter of an hour later.
func found(_ trouble: Trouble) -> Int {
  (0..<10).count { replicate in
    let onset = 8 * minutesADay + 144 * replicate
    let opened = openings(of: usual, days: 10, seed: UInt64(5_000 + replicate), trouble: trouble, onset: onset)
    return opened.contains { (onset..<onset + trouble.minutes + 15).contains($0) }
  }
}

func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

@main enum Ablation {
  static func main() {
    if CommandLine.arguments.contains("--head") {
      print("| Off | False openings a customer-month | Worst kind | \(troubles.map(\.name).joined(separator: " | ")) |")
      print("|---|---:|---|\(troubles.map { _ in "---:|" }.joined())")
      return
    }
    let (mean, worst) = quiet()
    print("| \(rounded(mean)) | \(worst) | \(troubles.map { "\(found($0))/10" }.joined(separator: " | ")) |")
  }
}

import RollingStatistics

/// What the statistics know of one instance as a whole: asked when its health is told, never for an event.
extension Statistics {
  /// What fires of an instance at the end of a pane.
  func firingAlerts(of instance: Int, at pane: Pane, _ settings: AlertSettings) -> FiringAlerts {
    var firing = FiringAlerts()
    let now = PaneTime.end(of: pane)
    var next = alerts.firstSeries(of: instance)
    while let series = next {
      let domain = Int(alerts.series[series].domain.rawValue)
      registers.visit(series) { register in
        if register.isHeld(atMicros: now, settings) { firing.counts[domain] += 1 }
        firing.heardPane = max(firing.heardPane, min(pane, PaneTime.pane(of: register.lastHeardMicros)))
      }
      next = alerts.nextSeries(after: series)
    }
    return firing
  }

  /// What still has to be learned of an instance before it can be judged, and when that is done at the earliest.
  func learning(of instance: Int, at pane: Pane, _ settings: Settings) -> [Learning] {
    var found: [Learning] = []
    func add(_ subject: Learning.Subject, _ panesLeft: Int) {
      if panesLeft > 0 { found.append(Learning(subject: subject, until: pane + Pane(clamping: panesLeft))) }
    }
    let series = instances.series[instance]
    if series.lastDataPane != .min {
      let usage = learned.usage[instance]
      add(.responseTimes, settings.transactions.warmUpPanes - Int(usage.panes))
      add(.usage, usage.panesNeeded(settings.transactions) - Int(usage.panes))
    }
    let age = Int(Int64(pane) - Int64(series.firstPane))
    add(.alertRates, settings.alerts.warmUpPanes - age)
    add(.newAlertTypes, settings.alerts.noveltyAfterPanes - age)
    return found
  }

  /// The last pane in which an instance had transactions or signals.
  func lastDataPane(of instance: Int) -> Pane {
    var last = instances.series[instance].lastDataPane
    var next = signals.firstSeries(of: instance)
    while let id = next {
      last = max(last, signals.series[id].lastPane)
      next = signals.nextSeries(after: id)
    }
    return last
  }

  /// How the signals of an instance stand, by name.
  func signalStandings(of instance: Int, _ settings: Settings) -> [SignalStanding] {
    var found: [SignalStanding] = []
    var next = signals.firstSeries(of: instance)
    while let id = next {
      if let standing = signalStanding(id, settings) { found.append(standing) }
      next = signals.nextSeries(after: id)
    }
    return found.sorted { $0.name < $1.name }
  }

  /// nil before its first pane is closed.
  private func signalStanding(_ id: Int, _ settings: Settings) -> SignalStanding? {
    guard let newest = signals.courses[id].recent.newestMean else { return nil }
    let name = names.name(signals.series[id].name)
    let rule = settings.rule(ofSignal: name)
    var standing = SignalStanding(
      name: name, unit: rule.unit.isEmpty ? names.text(signals.series[id].unit) : rule.unit, value: Double(newest),
      limit: rule.limit)
    standing.band = signalBand(id, settings.transactions)
    return standing
  }

  /// What is usual of a signal; nil while it is learned.
  func signalBand(_ id: Int, _ settings: TransactionSettings) -> SignalStanding.Band? {
    let level = signals.levels[id]
    guard level.scale.isKnown, level.up.score.count > settings.warmUpPanes else { return nil }
    return SignalStanding.Band(of: level)
  }

  /// The transactions of an instance that are followed closely, those that carry the most load first.
  func followedTransactions(of instance: Int) -> [TransactionLevel] {
    var found: [TransactionLevel] = []
    for block in 0..<transactions.followed.count {
      let id = Int(transactions.followed[block].series)
      guard id >= 0, transactions.series[id].instance == Int32(instance),
        let newest = transactions.windows[block].newestMean
      else { continue }
      let score = transactions.latency[id].score
      found.append(
        TransactionLevel(
          name: names.name(transactions.series[id].name), loadShare: transactions.latency[id].load,
          levelMicros: Double(newest), usualMicros: DeterministicMath.exp2(score.expected) - 1,
          bandOctaves: score.band))
    }
    return found.sorted { $0.loadShare != $1.loadShare ? $0.loadShare > $1.loadShare : $0.name < $1.name }
  }
}

/// How a signal stands: its newest value, and between what it may lie without being unusual.
struct SignalStanding: Equatable {
  struct Band: Equatable {
    var usual: Double
    var low: Double
    var high: Double

    /// Of one that knows by how much it strays.
    init(of level: SignalLevel) {
      let (up, down) = (level.up.score, level.down.score)
      usual = level.value(ofOctaves: up.expected, falls: false)
      low = level.value(ofOctaves: down.expected + down.band, falls: true)
      high = level.value(ofOctaves: up.expected + up.band, falls: false)
    }
  }

  var name: Name
  var unit: String
  var value: Double
  var limit: Double?
  /// nil while it is learned.
  var band: Band?
}

/// Alerts of an instance that fire, by domain.
struct FiringAlerts: Equatable {
  var counts: [Int] = Array(repeating: 0, count: Domain.allCases.count)
  /// When any of its alerts was last heard of.
  var heardPane: Pane = .min

  /// A bit for each domain in which any fires.
  var domains: Int { counts.indices.reduce(0) { counts[$1] > 0 ? $0 | 1 << $1 : $0 } }
}

/// Something that is still learned of an instance.
struct Learning: Equatable {
  enum Subject: Int, CaseIterable {
    case responseTimes, usage, alertRates, newAlertTypes

    var name: String {
      switch self {
      case .responseTimes: "response_times"
      case .usage: "usage"
      case .alertRates: "alert_rates"
      case .newAlertTypes: "new_alert_types"
      }
    }
  }

  var subject: Subject
  /// At the earliest; nil where nothing was heard of the instance since the statistics were lost.
  var until: Pane?

  /// All of it, of an instance that the statistics do not know.
  static let everything = Subject.allCases.map { Learning(subject: $0) }
}

/// How a transaction that carries load stands, µs.
struct TransactionLevel: Equatable {
  var name: Name
  /// 0 … 1
  var loadShare: Double
  /// The mean of its newest pane, and what is usual.
  var levelMicros: Double
  var usualMicros: Double
  /// How far from the usual a pane may lie without being unusual, in octaves: a band from `usual / 2^this` to `usual · 2^this`.
  var bandOctaves: Double
}

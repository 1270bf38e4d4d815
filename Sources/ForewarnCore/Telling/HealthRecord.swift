import RollingStatistics

/// A record of the `instance-health` topic: how one instance is, over all kinds of problems; keys in a fixed order, all times event time.
struct HealthRecord {
  static let version = 2
  private static let shownTransactions = 5

  /// How much is shown of lists and names. Nearly every record is the first; one that would be too large shows less.
  private struct Detail {
    var items: Int
    var textLength: Int

    static let levels = [
      Detail(items: Limits.healthItems, textLength: .max), Detail(items: 10, textLength: 128),
      Detail(items: 5, textLength: 40),
    ]
  }

  let health: InstanceHealth
  let installation: CustomerModel.Installation?
  let customers: CustomerModel
  let settings: Settings
  private let findings: [Finding]
  private var detail = Detail.levels[0]

  init(
    _ health: InstanceHealth, _ installation: CustomerModel.Installation?, _ customers: CustomerModel,
    _ settings: Settings
  ) {
    self.health = health
    self.installation = installation
    self.customers = customers
    self.settings = settings
    findings = health.kinds.flatMap(\.findings)
  }

  var output: Output {
    Output(
      role: .health, key: Array(health.instance.text.utf8), value: boundedJSON,
      headers: [RecordHeader(name: "content-type", value: Array("application/json".utf8))])
  }

  /// With as much detail as fits.
  private var boundedJSON: [UInt8] {
    FittingJSON.of(Detail.levels) { detail in
      var record = self
      record.detail = detail
      return record.json
    }
  }

  private func short(_ text: String) -> String { Words.cut(text, to: detail.textLength) }

  private var json: [UInt8] {
    var json = JSONWriter()
    json.object { record in
      record.integer("version", Int64(Self.version))
      record.string("instance", health.instance.text)
      record.string("time", Timestamp.text(PaneTime.end(of: health.pane)))
      record.number("risk", Double(health.risk.permille) / 1000, decimals: 3)
      record.number("health", Double(1000 - health.risk.permille) / 10, decimals: 1)
      FittingJSON.contributions(health.risk.contributions, as: "contributions", to: &record)
      record.array("kinds") { list in for kind in health.kinds { list.object { self.kind(kind, &$0) } } }
      let alerts = alertsByDomain
      record.object("alerts") { for domain in Domain.allCases { $0.integer(domain.name, alerts[domain, default: 0]) } }
      record.object("firing") {
        for domain in Domain.allCases { $0.integer(domain.name, Int64(health.firing.counts[Int(domain.rawValue)])) }
      }
      record.array("top_transactions") { list in
        for transaction in transactions { list.object { self.transaction(transaction, &$0) } }
      }
      if !health.signals.isEmpty {
        record.array("signals") { list in for signal in signals { list.object { self.signal(signal, &$0) } } }
      }
      items(&record)
      record.strings("open_cases", health.kinds.compactMap(\.episode?.id))
      record.array("learning") { list in
        for item in health.learning {
          list.object {
            $0.string("what", item.subject.name)
            $0.string("until", item.until.map { Timestamp.text(PaneTime.end(of: $0)) })
          }
        }
      }
    }
    return json.bytes
  }

  private func kind(_ kind: InstanceHealth.Kind, _ json: inout JSONWriter) {
    let risk = RiskModel.assess(kind.findings, at: health.pane, settings.risk)
    json.string("kind", kind.kind.name)
    json.number("risk", Double(risk.permille) / 1000, decimals: 3)
    json.string("state", kind.episode == nil ? "quiet" : "open")
    json.string("severity", kind.episode?.severity.name)
    json.string("case_id", kind.episode?.id)
  }

  /// The alerts behind the findings: an alert type counts once, however many rules found it.
  private var alertsByDomain: [Domain: Int64] {
    var counted: [Domain: [Name: Int64]] = [:]
    for finding in findings {
      guard case .alert = finding.code.reason.watched,
        let domain = Domain.allCases.first(where: { RiskDomain($0) == finding.domain })
      else { continue }
      counted[domain, default: [:]][finding.subject, default: 0] = max(
        counted[domain]?[finding.subject] ?? 0, finding.count)
    }
    return counted.mapValues { $0.values.reduce(0, +) }
  }

  // MARK: Transactions

  private struct Shown {
    var level: TransactionLevel
    /// Findings about it.
    var findings: [Finding]
  }

  /// Those that carry the most load, and those that something was found about, by load.
  private var transactions: [Shown] {
    let found = findings.filter { $0.code.reason.isTopTransaction }
    var shown: [Shown] = []
    for (rank, level) in health.transactions.enumerated() {
      let about = found.filter { $0.subject == level.name }
      if rank < Self.shownTransactions || !about.isEmpty { shown.append(Shown(level: level, findings: about)) }
    }
    for finding in found where !shown.contains(where: { $0.level.name == finding.subject }) {
      let level = TransactionLevel(
        name: finding.subject, loadShare: finding.loadShare, levelMicros: finding.observed,
        usualMicros: finding.expected, bandOctaves: 0)
      shown.append(Shown(level: level, findings: found.filter { $0.subject == finding.subject }))
    }
    return shown.sorted {
      $0.level.loadShare != $1.level.loadShare
        ? $0.level.loadShare > $1.level.loadShare : $0.level.name < $1.level.name
    }
  }

  private func transaction(_ shown: Shown, _ json: inout JSONWriter) {
    let (level, trend) = (shown.level, shown.findings.lazy.compactMap(\.trend).first)
    // While something is the matter, the usual is that of before.
    let usual = shown.findings.first?.expected ?? level.usualMicros
    let width = DeterministicMath.exp2(level.bandOctaves)
    json.string("transaction", short(level.name.text))
    json.number("share", level.loadShare, decimals: 3)
    json.number("level_ms", level.levelMicros / 1_000, decimals: 3)
    json.number("usual_ms", usual / 1_000, decimals: 3)
    if level.bandOctaves > 0 {
      json.object("band") {
        $0.number("low_ms", usual / width / 1_000, decimals: 3)
        $0.number("high_ms", usual * width / 1_000, decimals: 3)
      }
    } else {
      json.null("band")
    }
    json.number("slope_ms_per_hour", (trend?.slopePerHour ?? 0) / 1_000, decimals: 3)
    json.number("time_to_limit_hours", trend?.hoursMid ?? .infinity, decimals: 2)
  }

  // MARK: Signals

  private static let shownSignals = 20

  /// Those that something was found about, then the others, each by name.
  private var signals: [SignalStanding] {
    let named = Set(findings.filter(isOfSignal).map(\.subject))
    let sorted =
      health.signals.filter { named.contains($0.name) } + health.signals.filter { !named.contains($0.name) }
    return Array(sorted.prefix(min(Self.shownSignals, detail.items)))
  }

  private func isOfSignal(_ finding: Finding) -> Bool {
    if case .signal = finding.code.reason.watched { true } else { false }
  }

  private func signal(_ standing: SignalStanding, _ json: inout JSONWriter) {
    func number(_ name: String, _ value: Double, _ json: inout JSONWriter) {
      json.number(name, value, decimals: MeasuredUnit.ownOfSignal.decimals(for: value))
    }
    let trend = findings.lazy.filter { isOfSignal($0) && $0.subject == standing.name }.compactMap(\.trend).first
    json.string("signal", short(standing.name.text))
    json.string("unit", standing.unit.isEmpty ? nil : short(standing.unit))
    number("value", standing.value, &json)
    number("usual", standing.band?.usual ?? .infinity, &json)
    if let band = standing.band {
      json.object("band") {
        number("low", band.low, &$0)
        number("high", band.high, &$0)
      }
    } else {
      json.null("band")
    }
    number("limit", standing.limit ?? .infinity, &json)
    number("slope_per_hour", trend?.slopePerHour ?? 0, &json)
    json.number("time_to_limit_hours", trend?.hoursMid ?? .infinity, decimals: 2)
  }

  // MARK: Items

  /// The install base items of the instance, those that an open case touches first, by the worst of these cases.
  private func items(_ json: inout JSONWriter) {
    var worst: [Name: Severity] = [:]
    for episode in health.kinds.compactMap(\.episode) {
      for item in AffectedItem.of(episode, installation, customers) {
        worst[item.ci] = max(worst[item.ci] ?? .clear, episode.severity)
      }
    }
    let items = (installation?.items ?? []).enumerated().sorted {
      let (a, b) = (worst[$0.element.ci], worst[$1.element.ci])
      return a == b ? $0.offset < $1.offset : b == nil || a.map { x in b.map { x > $0 } ?? true } ?? false
    }
    json.integer("items_count", Int64(items.count))
    json.array("items") { list in
      for (_, item) in items.prefix(detail.items) {
        list.object {
          $0.string("install_base_item", short(item.id))
          $0.string("ci", short(item.ci.text))
          $0.string("health", worst[item.ci]?.name ?? "normal")
        }
      }
    }
  }
}

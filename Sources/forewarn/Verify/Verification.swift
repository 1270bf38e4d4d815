import ForewarnCore

/// What a case event says, against its own input and the rules of the configuration.
struct Verification {
  enum Answer {
    case ok(sums: Int, rules: Int)
    case mismatch([String])
    case expired([String])
  }

  let event: JSONTree
  let settings: Settings
  private var mismatches: [String] = []
  private var sums = 0
  private var rules = 0

  var id: String { event["id"].text ?? "?" }
  private var data: JSONTree { event["data"] }
  private var evidence: JSONTree { data["evidence"] }

  /// nil when it is no case event.
  init?(_ line: Bytes, _ settings: Settings) {
    guard let event = JSONTree(line), event["type"].text?.hasPrefix("dev.forewarn.case.") == true,
      case .object = event["data"]["evidence"]
    else { return nil }
    self.event = event
    self.settings = settings
  }

  /// The offsets that the evidence was summed from.
  var ranges: [OffsetRange] {
    evidence["inputs"].items.compactMap { input in
      guard let topic = input["topic"].text, let partition = input["partition"].whole.flatMap(Int32.init(exactly:)),
        let from = input["from"].whole, let to = input["to"].whole, from < to
      else { return nil }
      return OffsetRange(partition: TopicPartition(topic: topic, partition: partition), offsets: from..<to)
    }
  }

  /// Event time that the evidence covers, µs.
  var window: Range<Int64> {
    let start = evidence["window"]["start"].micros ?? 0
    return start..<max(start, evidence["window"]["end"].micros ?? 0)
  }

  /// Ranges that the event had no room to name.
  private var omitted: Int64 { evidence["inputs_omitted"].whole ?? 0 }

  /// - Parameter recount: of the event's ranges; throws `MissingInput` where they are not there.
  mutating func answer(_ recount: ([OffsetRange], Range<Int64>) throws -> Recount) throws -> Answer {
    applyRules()
    checkRisk()
    var missing: [String] = omitted > 0 ? ["\(omitted) ranges are not named in the event"] : []
    if missing.isEmpty, !ranges.isEmpty {
      do {
        sumAgain(try recount(ranges, window))
      } catch let gone as MissingInput {
        missing = gone.ranges.map { range in
          range.wanted.text + (range.there.map { " (there are \($0.lowerBound) to \($0.upperBound - 1))" } ?? "")
        }
      }
    }
    if !mismatches.isEmpty { return .mismatch(mismatches) }
    return missing.isEmpty ? .ok(sums: sums, rules: rules) : .expired(missing)
  }

  // MARK: Rules

  /// Each rule, applied again to the numbers that it is said to have used: is it as strong as was told?
  private mutating func applyRules() {
    let rows =
      evidence["series"].items.map { (row: $0, subject: $0["name"].text, rounding: 0.000_000_5) }
      + evidence["alerts"].items.map { (row: $0, subject: $0["alert"].text, rounding: 0.000_5) }
    for (row, subject, rounding) in rows {
      guard let code = row["rule"].text, let subject, let told = reason(code, subject)?["score"].number else {
        continue
      }
      var rule = RuleAgain(code)
      rule.statistic = row["statistic"].number ?? 0
      rule.rounding = rounding
      rule.observed = row["observed"].number ?? 0
      rule.expected = row["expected"].number ?? 0
      rule.count = row["count"].whole ?? 0
      rule.loadShare = row["load_share"].number ?? 0
      rule.severity = Severity.allCases.first { $0.name == row["severity"].text } ?? .warning
      if code == "latency_trend" || code == "signal_trend" {
        // Only the first trend is told with its time to the limit.
        let name = code == "signal_trend" ? "signal" : "transaction"
        guard evidence["trend"][name].text == subject else { continue }
        rule.hoursLeft = evidence["trend"]["time_to_limit_hours"]["mid"].number ?? 0
      }
      rules += 1
      guard let strength = rule.strength(settings) else {
        mismatches.append(
          "\(code) of \(subject): score said \(Self.text(told)), but in these numbers the rule finds nothing")
        continue
      }
      if told < strength.lowerBound - 0.002 || told > strength.upperBound + 0.002 {
        let low = Self.text(strength.lowerBound)
        let high = Self.text(strength.upperBound)
        mismatches.append(
          "\(code) of \(subject): score said \(Self.text(told)), by the rule \(low == high ? low : "\(low) to \(high)")"
        )
      }
    }
  }

  private func reason(_ code: String, _ subject: String) -> JSONTree? {
    data["reasons"].items.first { $0["code"].text == code && $0["subject"].text == subject }
  }

  /// The parts of the risk sum to it.
  private mutating func checkRisk() {
    let parts = data["risk_contributions"].items
    guard !parts.isEmpty, let risk = data["risk"].number else { return }
    rules += 1
    compare("risk", said: risk, found: parts.reduce(0) { $0 + ($1["risk"].number ?? 0) }, within: 0.000_5)
  }

  // MARK: Sums

  /// The instance of the case; nil where several share it.
  private var instance: Name? { data["kind"].text == "major" ? nil : data["instance"].text.map { Name($0) } }

  private mutating func sumAgain(_ recount: Recount) {
    for row in evidence["series"].items {
      guard let rule = row["rule"].text, let name = row["name"].text, !name.hasSuffix("…") else { continue }
      if let minute = minute(row["pane"]) { sumSeries(row, rule, name, minute, recount) }
      for point in row["points"].items {
        guard let minute = minute(point["pane"]), let said = point["value"].number else { continue }
        sumPoint(said, rule, name, minute, recount)
      }
    }
    for row in evidence["alerts"].items {
      guard let rule = row["rule"].text, let name = row["alert"].text, !name.hasSuffix("…") else { continue }
      if let minute = minute(row["pane"]) { sumAlerts(row, rule, name, minute, recount) }
      for point in row["points"].items {
        guard let minute = minute(point["pane"]), let said = point["value"].number else { continue }
        compareAlerts(
          "\(name) at \(clock(minute))", said, recount.cells(.alert, name, minute, of: instance), name, recount)
      }
    }
  }

  /// The minute that a pane is, when it is one of those that the input was named for.
  private func minute(_ pane: JSONTree) -> Int32? {
    guard let micros = pane.micros, window.contains(micros) else { return nil }
    return Int32(exactly: micros / 60_000_000)
  }

  private func clock(_ minute: Int32) -> String { Timestamp.clockMinute(Int64(minute) * 60_000_000) }

  private func isDecided(_ minute: Int32) -> Bool {
    Int64(minute + 1) * 60_000_000 + settings.time.delaySeconds * 1_000_000 <= (event["time"].micros ?? 0)
  }

  /// It opens for an alert that speaks for itself, and for nothing else.
  private var isOfOneAlert: Bool {
    event["type"].text?.contains(".opened.") == true && evidence["alerts"].items.count == 1
      && evidence["series"].items.isEmpty
  }

  /// The requests of the minute that a finding is dated, and what was observed where it is of this minute alone.
  private mutating func sumSeries(
    _ row: JSONTree, _ rule: String, _ name: String, _ minute: Int32, _ recount: Recount
  ) {
    if rule == "signal_limit" || rule == "signal_shift" && isOfTheMinute(rule, name) == true {
      if let said = row["observed"].number { compareSignal(said, name, minute, recount) }
      return
    }
    let cell = recount.cells(.transaction, name, minute, of: instance).first
    let count = row["count"].number
    let isOfTheMinute = isOfTheMinute(rule, name)
    let place = "\(name) at \(clock(minute))"
    switch rule {
    case "latency_anomaly", "latency_trend":
      if let count { compare("requests of \(place)", said: count, found: Double(cell?.count ?? 0), within: 0) }
      if rule == "latency_anomaly", isOfTheMinute == true, let said = row["observed"].number {
        compare("mean of \(place)", said: said, found: Self.meanMillis(cell), within: 0.001)
      }
    case "error_share" where isOfTheMinute == true:
      if let count { compare("failures of \(place)", said: count, found: Double(cell?.errors ?? 0), within: 0) }
      if let said = row["observed"].number {
        compare("share of \(place)", said: said, found: Self.failedShare(cell), within: 0.000_6)
      }
    default: break
    }
  }

  /// nil where the event does not say it.
  private func isOfTheMinute(_ rule: String, _ name: String) -> Bool? {
    reason(rule, name)?["text"].text.map {
      !$0.contains("over the last") && !$0.contains("mean of the last") && !$0.contains("is back at")
        && !$0.contains("instead of")
        && !$0.hasSuffix("…")
    }
  }

  private mutating func compareSignal(_ said: Double, _ name: String, _ minute: Int32, _ recount: Recount) {
    let cell = recount.cells(.signal, name, minute, of: instance).first
    // Points are kept with seven digits.
    compare(
      "mean of \(name) at \(clock(minute))", said: said, found: cell?.mean ?? .infinity,
      within: 0.000_001 + said.magnitude * 1e-6)
  }

  private mutating func sumPoint(
    _ said: Double, _ rule: String, _ name: String, _ minute: Int32, _ recount: Recount
  ) {
    if rule.hasPrefix("signal_") { return compareSignal(said, name, minute, recount) }
    let cell = recount.cells(.transaction, name, minute, of: instance).first
    let place = "\(name) at \(clock(minute))"
    switch rule {
    case "latency_anomaly", "latency_tail", "latency_trend":
      compare("mean of \(place)", said: said, found: Self.meanMillis(cell), within: 0.001 + said * 1e-6)
    case "error_share":
      compare("share of \(place)", said: said, found: Self.failedShare(cell), within: 0.000_6)
    case "usage_drop", "usage_surge":
      guard let instance else { return }
      compare(
        "requests at \(clock(minute))", said: said, found: Double(recount.requests(minute, of: instance)),
        within: said * 1e-6)
    default: break
    }
  }

  /// Alerts of the five minutes that end with the finding's; of an alert that speaks for itself, that it fired.
  private mutating func sumAlerts(
    _ row: JSONTree, _ rule: String, _ name: String, _ minute: Int32, _ recount: Recount
  ) {
    guard let said = row["count"].number else { return }
    let place = "\(name) until \(clock(minute))"
    if rule == "immediate_alert" {
      let first = Int32(clamping: window.lowerBound / 60_000_000)
      let fired = (min(first, minute)...minute).contains { minute in
        recount.cells(.alert, name, minute, of: instance).contains { $0.count > 0 }
      }
      // Of a minute that is not decided yet only the alert that opened the case is among the records.
      if !fired, !isDecided(minute), !isOfOneAlert { return }
      return compare("alerts of \(place)", said: said, found: fired ? said : 0, within: 0)
    }
    var windows: [Name: SummedCell] = [:]
    for back in 0..<Int32(5) where Int64(minute - back) * 60_000_000 >= window.lowerBound {
      for cell in recount.cells(.alert, name, minute - back, of: instance) {
        if windows[cell.instance] == nil {
          windows[cell.instance] = cell
        } else {
          windows[cell.instance]?.count += cell.count
        }
      }
    }
    // Where the five minutes began before the evidence, some of them cannot be seen.
    guard Int64(minute - 4) * 60_000_000 >= window.lowerBound else { return }
    compareAlerts(place, said, Array(windows.values), name, recount)
  }

  /// Of whichever instance has as many as were said; a repeat of an alert that began before the evidence may have counted before.
  private mutating func compareAlerts(
    _ place: String, _ said: Double, _ cells: [SummedCell], _ name: String, _ recount: Recount
  ) {
    let counts = cells.map { Double($0.count) }
    let older = Double(recount.olderAlerts(name))
    let near = counts.min { abs($0 - said) < abs($1 - said) } ?? 0
    let isExplained = counts.contains { $0 >= said && $0 - older <= said }
    compare("alerts of \(place)", said: said, found: isExplained ? said : near, within: 0)
  }

  // MARK: Numbers

  private mutating func compare(_ what: String, said: Double, found: Double, within: Double) {
    sums += 1
    if abs(said - found) > within + 1e-9 {
      mismatches.append("\(what): said \(Self.text(said)), found \(Self.text(found))")
    }
  }

  private static func meanMillis(_ cell: SummedCell?) -> Double {
    cell.map { $0.count > 0 ? Double($0.sumMicros) / Double($0.count) / 1_000 : 0 } ?? 0
  }

  private static func failedShare(_ cell: SummedCell?) -> Double {
    cell.map { $0.count > 0 ? Double($0.errors) / Double($0.count) : 0 } ?? 0
  }

  private static func text(_ value: Double) -> String { ShownValue.number((value * 1_000).rounded() / 1_000).json }
}

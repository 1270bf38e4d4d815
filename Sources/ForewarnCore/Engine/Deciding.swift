/// Decision steps. Whatever is not an addition to a cell happens here: a pane closes by watermark or by tick, or an alert meets an
/// immediate rule. Between two records, never between two batches.
extension Engine {
  /// What lies behind evidence: a window of so many panes up to the decision.
  static let evidencePanes: Pane = 30

  // MARK: Pane time

  /// Decides every pane that pane time has passed.
  mutating func passPaneTime() {
    let next = book.lastDecided
    guard next != .min, frontMicros - settings.time.delaySeconds * 1_000_000 >= PaneTime.end(of: next + 1),
      let paneTime = paneTimeMicros()
    else { return }
    decide(through: PaneTime.pane(of: paneTime) - 1)
  }

  /// The minimum over the transaction partitions (over the alert partitions where there are none).
  ///
  /// A partition with a record at its head is known to have nothing before it: it holds pane time at its own watermark or at
  /// the delay behind the merge, whichever is later. So it does not matter how the same records are spread over partitions.
  private func paneTimeMicros() -> Int64? {
    let delay = settings.time.delaySeconds * 1_000_000
    let onlyHolding = sources.contains { $0.holdsPaneTime }
    var least = Int64.max
    for p in sources.indices where sources[p].holdsPaneTime || !onlyHolding {
      let own = book.partitions[p].watermark(settings.time)
      if !buffers[p].isEmpty {
        let ahead = min(frontMicros, buffers[p].head.orderMicros)
        least = min(least, max(own ?? .min, ahead == .min ? .min : ahead - delay))
      } else if supplies[p].holdsPaneTime {
        guard let own else { return nil }
        least = min(least, own)
      }
    }
    return least == .max || least == .min ? nil : least
  }

  /// Time goes on without records: with the wall clock when all partitions stand at their fresh ends, or to the last event time at
  /// the end of the input. Decides the panes that end at or before `micros`, at most `maxPanes` of them; true when none is left.
  public mutating func tick(toMicros micros: Int64, maxPanes: Int = .max) -> Bool {
    guard book.lastDecided != .min else { return true }
    let target = PaneTime.pane(of: micros) - 1
    let (limit, overflow) = Int(book.lastDecided).addingReportingOverflow(maxPanes)
    decide(through: overflow || limit > Int(target) ? target : Pane(limit))
    return book.lastDecided >= target
  }

  /// Panes in which nothing can happen are passed over in one step.
  private mutating func decide(through target: Pane) {
    while book.lastDecided < target {
      let next = book.lastDecided + 1
      let firstOpen = statistics.openPanes.first?.pane ?? .max
      if active.isEmpty, usageWatched.isEmpty, firstOpen > next {
        close(through: min(target, firstOpen - 1))
      } else {
        decide(next)
      }
    }
  }

  /// Panes without cells, and nobody to watch: they only pass.
  private mutating func close(through pane: Pane) {
    book.lastDecided = pane
    statistics.lastClosed = pane
    record(DecidedPane(pane: pane, offsets: book.partitions.map(\.nextOffset), ranges: []))
    book.meta.step += 1
    counters.decisions += 1
  }

  private mutating func decide(_ pane: Pane) {
    let blind = sources.indices.contains { sources[$0].holdsPaneTime && supplies[$0] == .leftOut }
    var decided = DecidedPane(pane: pane, offsets: book.partitions.map(\.nextOffset), ranges: [])
    decided.isBlind = blind
    if let open = statistics.openPanes.first, open.pane == pane {
      decided.ranges = open.ranges.flatMap { [$0.from, $0.to] }
    }
    let findings = closePane(pane, isBlind: blind)
    book.lastDecided = pane
    record(decided)
    book.meta.step += 1
    counters.decisions += 1
    counters.findings += Int64(findings.count)
    decidedSinceSnapshot = true
    judge(findings, at: pane)
  }

  /// Closes a pane: cells leave, baselines learn. What it shows is returned, for a decision to use or a teaching to drop.
  mutating func closePane(_ pane: Pane, isBlind: Bool) -> [InstanceFinding] {
    var findings: [InstanceFinding] = []
    let isPartial = pane <= book.meta.partialThrough
    var touched: [Int32] = []
    if let open = statistics.openPanes.first, open.pane == pane {
      statistics.openPanes.removeFirst()
      if isPartial {
        statistics.dropCells(open)
      } else {
        statistics.closeTransactions(open, settings.transactions, findings: &findings)
        statistics.closeAlerts(open, settings.alerts, findings: &findings)
      }
      touched = open.transactions
    }
    statistics.lastClosed = pane
    guard !isPartial else { return [] }
    if isBlind {
      // Not judged, but not left for the pane that has this place next either.
      for id in touched {
        statistics.instances[Int(statistics.transactions[Int(id)].instance)].requests[Int(pane & 3)] = 0
      }
    } else {
      closeUsage(pane, touched, &findings)
    }
    if pane % Statistics.reviewEveryPanes == 0, !touched.isEmpty {
      statistics.reviewTopTransactions(touched, pane, settings)
    }
    return findings
  }

  private mutating func closeUsage(_ pane: Pane, _ touched: [Int32], _ findings: inout [InstanceFinding]) {
    var instances = touched.map { Int(statistics.transactions[Int($0)].instance) }
    instances.append(contentsOf: usageWatched)
    instances.sort()
    var previous = -1
    for instance in instances where instance != previous {
      previous = instance
      let wasWatched = statistics.isUsageEstablished(instance, settings.transactions)
      if let finding = statistics.closeUsage(instance, pane, settings.transactions) { findings.append(finding) }
      guard statistics.isUsageEstablished(instance, settings.transactions) != wasWatched else { continue }
      if wasWatched {
        usageWatched.removeAll { $0 == instance }
      } else {
        let position = usageWatched.firstIndex { $0 > instance } ?? usageWatched.count
        usageWatched.insert(instance, at: position)
      }
    }
  }

  private mutating func record(_ decided: DecidedPane) { book.panes.append(decided) }

  // MARK: Judging

  private mutating func judge(_ found: [InstanceFinding], at pane: Pane) {
    for (instance, findings) in grouped(found) {
      for finding in findings {
        add(finding, to: statistics.name(ofInstance: instance))
      }
    }
    // A copy: what is judged may leave the list.
    for key in active { judge(key, at: pane) }
  }

  /// Findings by instance, each instance's best latency finding strengthened by how many of its transactions suffer with it.
  private func grouped(_ found: [InstanceFinding]) -> [(Int, [Finding])] {
    var byInstance: [Int: [Finding]] = [:]
    for item in found { byInstance[item.instance, default: []].append(item.finding) }
    return byInstance.keys.sorted().map { instance in
      var findings = byInstance[instance] ?? []
      let slow = findings.indices.filter { findings[$0].code == .latencyAnomaly }
      if slow.count > 1,
        let best = slow.max(by: {
          findings[$0].score != findings[$1].score
            ? findings[$0].score < findings[$1].score
            : findings[$1].subject.utf8.lexicographicallyPrecedes(findings[$0].subject.utf8)
        })
      {
        findings[best].score = min(Strength.most, findings[best].score + min(1, 0.25 * Double(slow.count - 1)))
      }
      return (instance, findings)
    }
  }

  mutating func add(_ finding: Finding, to instance: String) {
    let key = Book.key(instance: instance, kind: finding.code.kind)
    book.situations[key, default: Situation()].add(finding)
    changedSituations.insert(key)
    guard !active.contains(key) else { return }
    let position = active.firstIndex { key.utf8.lexicographicallyPrecedes($0.utf8) } ?? active.count
    active.insert(key, at: position)
  }

  /// An alert met an immediate rule: its case opens now, not at the end of its pane.
  mutating func decideImmediately(_ event: Event, series: Int, instance: Int, partition: Int, offset: Int64) {
    let pane = PaneTime.pane(of: event.timeMicros)
    let key = Book.key(instance: statistics.name(ofInstance: instance), kind: .performance)
    var finding = statistics.describe(alert: series, event.severity, max(pane, book.lastDecided), code: .immediateAlert)
    finding.summary = event.summary.text
    finding.score = Strength.immediate
    finding.count = 1
    if !event.ci.isEmpty { finding.items = [event.ci.text] }
    if let known = book.situations[key]?.findings.first(where: {
      $0.code == .immediateAlert && $0.subject == finding.subject
    }),
      known.pane == finding.pane
    {
      return
    }
    add(finding, to: statistics.name(ofInstance: instance))
    book.meta.step += 1
    counters.decisions += 1
    judgeNow(key, at: finding.pane, atMicros: event.timeMicros, partition: partition, offset: offset)
  }
}

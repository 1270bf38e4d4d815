/// How much an instance is used, and since when it suddenly is not: a drop that the last hour and the last day agree on.
extension UsageLevel {
  static let panesToEstablish = 120
  /// After half a day at the lower level, that is the level.
  private static let panesToAccept: Int32 = 720

  /// Whether silence of this instance would be news.
  func isEstablished(_ settings: TransactionSettings) -> Bool {
    Int(panes) >= Self.panesToEstablish && Double(hour) >= settings.usageMinPerPane
  }

  /// Counts panes that are far below what is usual, which stays as it is.
  mutating func judge(_ requests: Double, _ settings: TransactionSettings) {
    let usual = Double(min(hour, day))
    if isEstablished(settings), requests < usual * settings.usageDropShare {
      if lowPanes == 0 { before = Float(usual) }
      lowPanes = lowPanes.addingSaturating(1)
    } else {
      lowPanes = 0
    }
  }

  /// Learns one pane of usage, 0 requests included.
  mutating func learn(_ requests: Double, _ settings: TransactionSettings) {
    assert(requests >= 0 && hour >= 0 && day >= 0, "requests are counted")
    judge(requests, settings)
    if lowPanes >= Self.panesToAccept {
      self = UsageLevel(hour: Float(requests), day: Float(requests), panes: Int32(Self.panesToEstablish))
    } else if lowPanes == 0 {
      panes = panes.addingSaturating(1)
      let seen = Float(panes)
      hour += max(1.0 / 60, 1 / seen) * (Float(requests) - hour)
      day += max(1.0 / 1_440, 1 / seen) * (Float(requests) - day)
    }
  }
}

extension Statistics {
  /// Learns the usage of the instances that the pane saw, and of those whose silence would be news. It rests where records were put
  /// aside, or the whole feed is silent: the customer may well be there.
  mutating func closeUsage(_ settings: TransactionSettings, _ closed: inout ClosedPane) {
    let pane = closed.pane
    silentFeeds.look(at: &instances)
    var visited = instances.loaded
    visited.append(contentsOf: instances.watched)
    visited.sort()
    var previous: Int32 = -1
    for key in visited where key != previous {
      previous = key
      let instance = Int(key)
      if instances.diversions[instance].rests(at: pane) || instances.feeds[instance].rests != 0 { continue }
      let requests = Double(instances.load(of: instance).requests)
      instances.learnUsage(requests, of: instance, settings)
      let usage = instances.usage[instance]
      instances.watch(instance, usage.isEstablished(settings))
      closed.usage.append(
        UsagePane(
          instance: instance, requests: requests, before: Double(usage.before), lowPanes: Int(usage.lowPanes)))
    }
  }
}

import RollingStatistics

/// How much an instance is used: requests a pane, an hour's moving mean and a day's; and since when it suddenly is not: a drop that the last
/// hour and the last day agree on.
struct UsageLevel: BitwiseCopyable {
  static let panesToEstablish = 120
  /// After half a day at the lower level, that is the level.
  private static let panesToAccept: Int32 = 720

  var hour: Float = 0
  var day: Float = 0
  var panes: Int32 = 0
  /// Panes in a row far below what is usual.
  var lowPanes: Int32 = 0
  /// The level before the drop began, by which the drop is judged.
  var before: Float = 0

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

extension UsageLevel: StoredElement {
  static let section = SectionKind(name: "instance_usage", version: 1, stride: 20)
}

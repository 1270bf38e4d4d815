extension Finding {
  /// The last hour up to `pane` of what it is about; nil where no minutes are kept.
  func picture(
    of instance: Int, at pane: Pane, in statistics: borrowing Statistics, _ settings: TransactionSettings
  ) -> SeriesPicture? {
    switch code {
    case .latencyAnomaly, .latencyTrend:
      guard let id = statistics.series(subject, .transaction, of: instance) else { return nil }
      return statistics.responsePicture(id, at: pane)
    case .errorShare:
      guard let id = statistics.series(subject, .transaction, of: instance) else { return nil }
      return statistics.errorPicture(id, at: pane, usualLimit: ErrorShare.usualLimit)
    case .indicatorBurst, .earlyIndicator:
      guard let id = statistics.series(subject, .alert, of: instance) else { return nil }
      return statistics.alertPicture(id, at: pane)
    case .signalShift, .signalTrend, .signalLimit:
      guard let id = statistics.series(subject, .signal, of: instance) else { return nil }
      return statistics.signalPicture(id, at: pane)
    case .usageDrop, .usageSurge:
      let usual = standing.normal > 0 ? standing.normal : expected
      return statistics.usagePicture(instance, usual: usual, at: pane, settings)
    case .latencyOverall, .latencyTail, .errorOverall, .alertFlood, .immediateAlert, .novelAlerts: return nil
    }
  }
}

/// What a detector found, by ids: whose it is, of what, and the verdict. Names are looked up once, when it enters a decision.
struct Evidence {
  enum Subject {
    case transaction(Int)
    case alert(Int)
    case signal(Int)
    /// The instance as a whole, and what was measured of it.
    case whole(Name)
  }

  var instance: Int
  var subject: Subject
  /// Without names yet.
  var finding: Finding
  /// Transactions that it sums up, the worst first, and how many times their usual they take.
  var contributors: [(series: Int, times: Double)] = []
}

/// A finding that has its names, and whose it is.
struct InstanceFinding {
  var instance: Int
  var finding: Finding
}

extension Evidence {
  func named(by statistics: borrowing Statistics) -> InstanceFinding {
    var finding = finding
    switch subject {
    case .transaction(let id): finding.subject = statistics.names.name(statistics.transactions.series[id].name)
    case .signal(let id):
      finding.subject = statistics.names.name(statistics.signals.series[id].name)
      if finding.unit.isEmpty { finding.unit = statistics.names.text(statistics.signals.series[id].unit) }
    case .whole(let measured):
      finding.subject = measured
      if !contributors.isEmpty {
        finding.summary = LatencyOverall.summary(
          of: contributors.map { (statistics.names.name(statistics.transactions.series[$0.series].name), $0.times) })
      }
    case .alert(let id):
      finding.subject = statistics.names.name(statistics.alerts.series[id].name)
      // What was said or touched before the window is no evidence of now.
      let before = finding.pane - Finding.evidencePanes
      if !finding.code.reason.speaksForItself { finding.summary = statistics.text(ofAlert: id, after: before) ?? "" }
      if finding.items.isEmpty { finding.items = statistics.items(ofAlert: id, after: before) }
    }
    return InstanceFinding(instance: instance, finding: finding)
  }
}

/// What a detector found, by ids: whose it is, of what, and the verdict. Names are looked up once, when it enters a decision.
struct Evidence {
  enum Subject {
    case transaction(Int)
    case alert(Int)
    case requests
  }

  var instance: Int
  var subject: Subject
  /// Without names yet.
  var finding: Finding
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
    case .requests: finding.subject = "requests"
    case .alert(let id):
      finding.subject = statistics.names.name(statistics.alerts.series[id].name)
      let notes = statistics.alerts.notes[id]
      if !finding.code.reason.speaksForItself { finding.summary = statistics.names.text(notes.summary) }
      guard finding.items.isEmpty else { break }
      for i in 0..<AlertNotes.rememberedItems where notes.items[i] >= 0 {
        finding.items.append(statistics.names.name(statistics.items.names[Int(notes.items[i])]))
      }
    }
    return InstanceFinding(instance: instance, finding: finding)
  }
}

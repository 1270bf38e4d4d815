import ForewarnCore

/// Where every event went, in one line: what a run says at its end.
enum RunSummary {
  static func text(_ a: Accounting) -> String {
    "\(a.records) records, \(a.events) events = \(a.cells) cells + \(a.duplicates) duplicates + \(a.late) late + \(a.quarantined) quarantined + \(a.rejected) rejected; \(a.casesOpened) cases opened, \(a.caseEvents) case events"
  }
}

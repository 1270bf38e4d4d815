/// Parts of sentences that more than one reason says.
extension Finding {
  var onItems: String { items.isEmpty ? "" : " on \(items.prefix(3).map(\.text).joined(separator: ", "))" }

  var quotedSummary: String { summary.isEmpty ? "" : " (\(Words.cut(summary, to: 120)))" }

  var ofTheLoad: String { loadShare >= 0.005 ? "; it carries \(Words.percent(loadShare)) of the load" : "" }

  func findWhatSlows(_ instance: String) -> String {
    "Find what changed on \(instance) in the last hour (release, job, data growth), look where \(subject) spends its time, and tell the customer before they call."
  }
}

/// No text that can reach one customer names another: what outside systems wrote into alerts is looked through before it is told on.
struct Privacy {
  private static let withheld: Name = "(name withheld)"
  private static let wordWithheld = "A person said so; their words name somebody else."

  private let names: CustomerNames
  private let instance: Name
  /// The accounts that the case is told to.
  private let readers: Set<String>
  /// Texts that were left out.
  private(set) var textsWithheld: Int64 = 0

  init(_ instance: Name, _ installation: CustomerModel.Installation?, _ names: CustomerNames) {
    self.names = names
    self.instance = instance
    readers = Set((installation?.accounts ?? []).map(\.id))
  }

  /// The change without what its readers must not see.
  mutating func cleaned(_ change: CaseChange) -> CaseChange {
    var change = change
    clean(&change.episode)
    if let word = change.word, names.tellsOfOthers(word, about: instance, to: readers) {
      change.word = Self.wordWithheld
      textsWithheld += 1
    }
    if let word = change.resolution?.word, names.tellsOfOthers(word, about: instance, to: readers) {
      change.resolution?.word = Self.wordWithheld
    }
    if let by = change.resolution?.by, names.tellsOfOthers(by, about: instance, to: readers) {
      change.resolution?.by = Self.withheld.text
    }
    if var before = change.before {
      var uncounted = self
      uncounted.clean(&before)
      change.before = before
    }
    return change
  }

  mutating func clean(_ episode: inout Episode) {
    for index in episode.findings.indices { clean(&episode.findings[index]) }
    if let remarks = episode.remarks {
      var told = remarks
      told.withhold { names.tellsOfOthers($0, about: instance, to: readers) }
      if told != remarks { textsWithheld += 1 }
      episode.remarks = told
    }
    if let prediction = episode.prediction {
      if names.tellsOfOthers(prediction.subject.text, about: instance, to: readers) {
        episode.prediction?.subject = Self.withheld
      }
      if names.tellsOfOthers(prediction.felt.text, about: instance, to: readers) {
        episode.prediction?.felt = Self.withheld
      }
    }
    if names.tellsOfOthers(episode.title, about: instance, to: readers) { episode.withholdTitle() }
  }

  private mutating func clean(_ finding: inout Finding) {
    if names.tellsOfOthers(finding.summary, about: instance, to: readers) {
      finding.summary = ""
      textsWithheld += 1
    }
    if names.tellsOfOthers(finding.subject.text, about: instance, to: readers) {
      finding.subject = Self.withheld
      textsWithheld += 1
    }
    let own = finding.items.filter { !names.isOfOthers($0.text, about: instance, to: readers) }
    textsWithheld += Int64(finding.items.count - own.count)
    finding.items = own
    assert(!names.tellsOfOthers(finding.summary, about: instance, to: readers), "what is told on names nobody else")
  }
}

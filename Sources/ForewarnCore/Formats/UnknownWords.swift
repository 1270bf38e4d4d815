/// Words for severities and states that neither the crosswalk nor the topic's own map knows, counted by word: what they were taken for
/// may be wrong, and only a person can say what they mean.
public struct UnknownWords: Sendable {
  public enum Field: String, CaseIterable, Sendable {
    case severity, status
  }

  public struct Count: Sendable, Equatable {
    public var field: Field
    /// As it was first written, without control characters; `rest` stands for all words past the limit.
    public var word: String
    public var alerts: Int64
    fileprivate var folded: FoldedWord?
  }

  /// Distinct words of a field; more are counted together.
  public static let limit = 64
  public static let rest = "(others)"

  public private(set) var counts: [Count] = []

  public init() {}

  /// Allocates for a word that is new, and for no other.
  mutating func count(_ field: Field, _ text: Bytes) {
    let text = text.trimmed.cut(to: FoldedWord.limit)
    add(field, FoldedWord(text), alerts: 1) { Self.printable(text) }
  }

  var isEmpty: Bool { counts.isEmpty }

  mutating func add(_ other: UnknownWords) {
    for count in other.counts { add(count.field, count.folded, alerts: count.alerts) { count.word } }
  }

  private mutating func add(_ field: Field, _ folded: FoldedWord?, alerts: Int64, spelling: () -> String) {
    var distinct = 0
    for index in counts.indices where counts[index].field == field {
      if counts[index].folded == folded {
        counts[index].alerts += alerts
        return
      }
      if counts[index].folded != nil { distinct += 1 }
    }
    if folded != nil, distinct >= Self.limit { return add(field, nil, alerts: alerts) { Self.rest } }
    counts.append(Count(field: field, word: spelling(), alerts: alerts, folded: folded))
  }

  static func printable(_ text: Bytes) -> String {
    var out = ""
    for scalar in text.text.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      out.unicodeScalars.append(isControl ? " " : scalar)
    }
    return out
  }
}

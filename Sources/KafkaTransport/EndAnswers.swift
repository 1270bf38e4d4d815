internal import CRdKafka
internal import ForewarnCore
internal import StreamRuntime

/// What was last heard of the ends of partitions: how far they go, who does not answer, what stands behind an open transaction. Pure.
struct EndAnswers {
  private(set) var ends: [FreshEnd?]
  private(set) var standings: [PartitionStanding]
  private(set) var connection = Connection.waiting(reason: "no broker has answered yet")

  init(count: Int) {
    ends = Array(repeating: nil, count: count)
    standings = Array(repeating: PartitionStanding(), count: count)
  }

  /// Brokers answered; `highWatermarks` as far as they are known.
  mutating func take(_ answers: [OffsetQuery.Answer], highWatermarks: [Int64?], askedAt now: Int64) {
    precondition(answers.count == ends.count && highWatermarks.count == ends.count, "an answer for each partition")
    connection = .connected
    for p in ends.indices {
      switch answers[p] {
      case .success(let offset):
        standings[p].trouble = nil
        standings[p].hidden = hidden(p, end: offset, highWatermarks[p], now)
        ends[p] = FreshEnd(offset: offset, askedAtMicros: now)
      case .failure(let error):
        ends[p] = nil
        let kind: PartitionTrouble.Kind = ErrorTable.kind(of: error.code) == .missingTopic ? .unknownTopic : .unanswered
        let old = standings[p].trouble
        standings[p].trouble = PartitionTrouble(
          kind, reason: error.text, sinceMicros: old?.kind == kind ? old?.sinceMicros ?? now : now)
      }
    }
  }

  /// Nobody answered.
  mutating func fail(_ reason: String) {
    connection = .waiting(reason: reason)
    ends = ends.map { _ in nil }
    // What a partition's own trouble is shows once brokers answer again.
    for p in standings.indices { standings[p] = PartitionStanding() }
  }

  /// Offsets behind the stable end are hidden once it stands still: for moments there are some with every transaction.
  private func hidden(_ p: Int, end: Int64, _ high: Int64?, _ now: Int64) -> HiddenRecords? {
    guard let high, high > end else { return nil }
    let since = ends[p]?.offset == end ? standings[p].hidden?.sinceMicros ?? now : now
    return HiddenRecords(count: high - end, sinceMicros: since)
  }
}

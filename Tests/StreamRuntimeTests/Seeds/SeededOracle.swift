import ForewarnCore
import StreamRuntime

@testable import Simulation

/// What must hold at the end of a life, told from what was written into the topics and what came out of them.
struct SeededOracle {
  private let life: SeededLife
  private let world: World
  private let outputs: [Output]

  init(_ life: SeededLife) {
    self.life = life
    world = life.world
    outputs = life.world.broker.committedOutputs
  }

  func problems() -> [String] {
    var chains = CaseChains()
    chains.take(outputs)
    return chains.problems + times(chains) + books() + offsets() + accounts(chains) + diversions() + repeats()
      + statistics()
  }

  private func times(_ chains: CaseChains) -> [String] {
    guard !life.reading.beganInWrongTime, let latest = chains.latest, latest > Timestamp.text(life.feed.nowMicros)
    else { return [] }
    return ["a case event is dated \(latest), which is in the future"]
  }

  /// Every commit follows the one before.
  private func books() -> [String] {
    let epochs = world.broker.committedEpochs
    var problems: [String] = []
    for (before, after) in zip(epochs, epochs.dropFirst()) where after.parentBookID != before.bookID {
      problems.append("book \(after.number) does not follow book \(before.number)")
    }
    if Set(epochs.map(\.bookID)).count != epochs.count { problems.append("a book was committed twice") }
    return problems
  }

  private func offsets() -> [String] {
    guard !life.reading.wasRestarted else { return [] }
    var newest: [TopicPartition: Int64] = [:]
    for offset in world.broker.committedEpochs.flatMap(\.offsets) {
      if offset.offset < newest[offset.partition, default: 0] { return ["offsets of \(offset.partition.name) fall"] }
      newest[offset.partition] = offset.offset
    }
    return []
  }

  // MARK: Accounting

  private func accounts(_ chains: CaseChains) -> [String] {
    guard let summary = try? BookSummary(world.broker.stateRows.filter { $0.key.first != UInt8(ascii: "#") }) else {
      return ["the state topic holds no book"]
    }
    let accounting = summary.accounting
    var problems: [String] = []
    let partitions = world.broker.partitions
    let inLogs = partitions.reduce(into: Int64(0)) { sum, partition in
      sum += life.feed.count(partition, (life.reading.bases[partition] ?? 0)..<Int64.max)
    }
    let wanted = life.reading.settled + inLogs - life.reading.lost - skipped()
    if accounting.records != wanted {
      problems.append("\(accounting.records) records were read, \(wanted) were written")
    }
    let sum =
      accounting.cells + accounting.duplicates + accounting.late + accounting.quarantined + accounting.rejected
    if accounting.events != sum { problems.append("\(accounting.events) events went to \(sum) places") }
    let told = chains.changes.values.reduce(0, +)
    if accounting.caseEvents != told {
      problems.append("\(accounting.caseEvents) case events were made, \(told) are there")
    }
    let opened = chains.changes["opened", default: 0]
    if accounting.casesOpened != opened {
      problems.append("\(accounting.casesOpened) cases were opened, \(opened) are there")
    }
    return problems
  }

  /// Records that were passed over, as `audit` tells.
  private func skipped() -> Int64 {
    outputs.reduce(0) { sum, output in
      guard output.role == .audit, let value = output.value else { return sum }
      let text = String(decoding: value, as: UTF8.self)
      func number(_ name: String) -> Int64? {
        text.split(separator: "\"\(name)\":", maxSplits: 1).dropFirst().first.flatMap {
          Int64($0.prefix { $0.isNumber })
        }
      }
      guard text.contains("input_lost"), let partition = number("partition"), let from = number("from"),
        let to = number("to"),
        let topic = text.split(separator: "\"topic\":\"", maxSplits: 1).dropFirst().first?.split(separator: "\"").first
      else { return sum }
      return sum + life.feed.count(TopicPartition(topic: String(topic), partition: Int32(partition)), from..<to)
    }
  }

  // MARK: Records that do not count

  /// Each such record once, for its reason, and no healthy one.
  private func diversions() -> [String] {
    guard !life.reading.wasRestarted, !life.reading.beganInWrongTime else { return [] }
    var seen: [String: String] = [:]
    for output in outputs where output.role == .late || output.role == .deadLetter {
      func header(_ name: String) -> String? {
        output.headers.first { $0.name == "__dlq.errors.\(name)" }.map {
          String(decoding: $0.value ?? [], as: UTF8.self)
        }
      }
      guard let topic = header("topic"), let partition = header("partition"), let offset = header("offset") else {
        continue
      }
      let origin = "\(topic)/\(partition)@\(offset)"
      if seen[origin] != nil { return ["\(origin) was diverted twice"] }
      seen[origin] = output.role == .late ? "late" : header("reason") ?? ""
    }
    var problems: [String] = []
    for partition in world.broker.partitions {
      for entry in life.feed.written[partition] ?? [] {
        let origin = "\(partition.name)@\(entry.offset)"
        let fate = seen[origin]
        let isRight =
          switch entry.expected {
          case .any: true
          // A slow or silent partition is left out at last; a process that was away takes its own time for that.
          case .counted: fate == nil || fate == "late" && (life.plan.has(.pause) || mayBeLeftOut(partition))
          case .late: fate == "late"
          case .rejected, .quarantined: fate != nil && fate != "late"
          }
        if !isRight, !wasSkipped(partition, entry.offset) {
          problems.append("\(origin) is \(entry.expected), and went to \(fate ?? "a cell")")
        }
      }
    }
    return Array(problems.prefix(3))
  }

  private func mayBeLeftOut(_ partition: TopicPartition) -> Bool {
    life.plan.faultPlan.slowPartitions.contains { world.broker.partitions[$0] == partition }
      || life.events.contains { $0.fault == .unanswered && $0.partition == partition }
  }

  /// What retention took, or may have taken, is not looked for.
  private func wasSkipped(_ partition: TopicPartition, _ offset: Int64) -> Bool {
    life.plan.has(.inputLost) && life.events.contains { $0.fault == .inputLost && $0.partition == partition }
  }

  // MARK: What others see

  /// Who reads uncommitted records too sees an id again with the same bytes, unless what was prepared is lost.
  private func repeats() -> [String] {
    let mayDiffer: Set<SeededFault> = [.diskLost, .failover, .secondProcess, .outputLimit, .failedSync]
    guard life.plan.faults.isDisjoint(with: mayDiffer), !life.reading.wasMoved else { return [] }
    var bytes: [String: [UInt8]] = [:]
    for output in world.broker.sentOutputs where output.role == .cases {
      guard let id = output.headers.first(where: { $0.name == "ce_id" })?.value, let value = output.value else {
        continue
      }
      let name = String(decoding: id, as: UTF8.self)
      if let known = bytes[name], known != value { return ["\(name) was sent with other bytes"] }
      bytes[name] = value
    }
    return []
  }

  private func statistics() -> [String] {
    guard !life.plan.faults.contains(where: \.mayLoseStatistics) else { return [] }
    let told = ["statistics are learned anew", "the state on disk is not the committed one"]
    return told.filter { line in world.told.contains { $0.hasPrefix(line) } }.map { "\($0), and nothing was lost" }
  }
}

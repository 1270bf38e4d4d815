internal import ForewarnCore

/// Finds the output that Kafka refuses for good, and puts a reduced one and a dead letter in its place, so that one bad output does
/// not stop the stream.
struct PoisonSearch {
  let log: any EventLog

  enum Outcome: Equatable {
    case reduced(Epoch)
    /// No output is refused any more.
    case passes
    /// Not even an epoch without outputs: no output is to blame.
    case nothingIsAccepted
  }

  func reduce(_ epoch: Epoch, code: String, reason: String) -> Outcome {
    if isRefused(epoch, [], code) { return .nothingIsAccepted }
    var candidates = Array(epoch.outputs.indices)
    while !candidates.isEmpty {
      let half = Array(candidates.prefix((candidates.count + 1) / 2))
      if isRefused(epoch, half.map { epoch.outputs[$0] }, code) {
        if half.count == 1 { return .reduced(Self.replace(half[0], in: epoch, code, reason)) }
        candidates = half
      } else {
        candidates.removeFirst(half.count)
      }
    }
    return .passes
  }

  /// Another permanent code counts as passed: this search is for one culprit.
  private func isRefused(_ epoch: Epoch, _ outputs: [Output], _ code: String) -> Bool {
    var trial = epoch
    trial.outputs = outputs
    while true {
      switch log.rehearse(trial) {
      case .committed: return false
      case .refused(let other, _, let permanent) where permanent: return other == code
      case .refused, .unknown: continue
      case .fenced, .stop: return false
      }
    }
  }

  /// The chain and the book do not depend on the bytes: the reduced output keeps role and key, and says what happened.
  private static func replace(_ index: Int, in epoch: Epoch, _ code: String, _ reason: String) -> Epoch {
    var reduced = epoch
    let culprit = epoch.outputs[index]
    let note =
      "\(culprit.role.rawValue) output of \(culprit.value?.count ?? 0) bytes was refused by Kafka: \(code): \(reason)"
    reduced.outputs[index] = culprit.reduced(note: note)
    reduced.outputs.insert(
      Output(
        role: .deadLetter, key: culprit.key.map { Array($0.prefix(256)) }, value: Array(note.utf8),
        headers: [RecordHeader(name: "__dlq.errors.reason", value: Array("output_refused".utf8))]),
      at: index + 1)
    return reduced
  }
}

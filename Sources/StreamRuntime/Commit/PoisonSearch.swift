internal import ForewarnCore

/// Finds the output that Kafka refuses for good, and puts a reduced one and a dead letter in its place, so that one bad output does
/// not stop the stream.
struct PoisonSearch {
  let log: any EventLog
  let time: any TimeSource

  enum Outcome: Equatable {
    case reduced(Epoch)
    /// No output is refused any more.
    case passes
    /// Not even an epoch without outputs, or not even the reduced output: there is nothing left to give up.
    case nothingIsAccepted
  }

  func reduce(_ epoch: Epoch, code: String, reason: String) -> Outcome {
    if isRefused(epoch, [], code) { return .nothingIsAccepted }
    var candidates = Array(epoch.outputs.indices)
    while !candidates.isEmpty {
      let half = Array(candidates.prefix((candidates.count + 1) / 2))
      if isRefused(epoch, half.map { epoch.outputs[$0] }, code) {
        if half.count == 1 {
          return Self.replace(half[0], in: epoch, code, reason).map(Outcome.reduced) ?? .nothingIsAccepted
        }
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
      case .refused: time.pause(millis: 100)
      // The producer is gone. Should a new one not come, the epoch that is sent next says why.
      case .unknown: do { try log.fence() } catch { return false }
      case .fenced, .stop: return false
      }
    }
  }

  /// The chain and the book do not depend on the bytes: the reduced output keeps role and key, and says what happened. nil when the
  /// culprit is no larger than what would take its place.
  private static func replace(_ index: Int, in epoch: Epoch, _ code: String, _ reason: String) -> Epoch? {
    var reduced = epoch
    let culprit = epoch.outputs[index]
    let note =
      "\(culprit.role.rawValue) output of \(culprit.value?.count ?? 0) bytes was refused by Kafka: \(code): \(reason)"
    let substitutes: [Output]
    switch culprit.role {
    case .cases, .health:
      substitutes = [ReducedOutput.of(culprit, note: note), ReducedOutput.bare(culprit)].compactMap(\.self)
      reduced.outputs.insert(letter(about: culprit, note, role: .deadLetter, headers: []), at: index + 1)
    case .late, .deadLetter, .audit:
      // Nobody needs the whole key of a record that did not count; where it stood is in our own headers.
      let origin = culprit.headers.filter { $0.name.hasPrefix("__dlq.errors.") && $0.name != Self.reasonHeader }
      substitutes = [letter(about: culprit, note, role: culprit.role, headers: origin)]
    }
    guard let substitute = substitutes.first(where: { $0.byteCount < culprit.byteCount }) else { return nil }
    reduced.outputs[index] = substitute
    return reduced
  }

  private static let reasonHeader = "__dlq.errors.reason"

  private static func letter(
    about culprit: Output, _ note: String, role: OutputRole, headers: [RecordHeader]
  ) -> Output {
    Output(
      role: role, key: culprit.key.map { Array($0.prefix(256)) }, value: Array(note.utf8),
      headers: headers + [RecordHeader(name: reasonHeader, value: Array("output_refused".utf8))],
      timestampMicros: culprit.timestampMicros)
  }
}

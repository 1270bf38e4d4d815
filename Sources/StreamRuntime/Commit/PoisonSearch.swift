internal import ForewarnCore

/// Finds the outputs that Kafka refuses for good, and puts reduced ones and dead letters in their place, so that a bad output does not
/// stop the stream.
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
          let culprits = alike(half[0], in: epoch, code)
          return Self.replace(culprits, in: epoch, code, reason).map(Outcome.reduced) ?? .nothingIsAccepted
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

  /// What is too large is seldom alone: the outputs of the same topic that are as large as the smallest that is refused, the culprit
  /// among them. Of any other code, the culprit.
  private func alike(_ culprit: Int, in epoch: Epoch, _ code: String) -> [Int] {
    guard Refusals.isAboutSize(code) else { return [culprit] }
    let role = epoch.outputs[culprit].role
    let largest = epoch.outputs[culprit].byteCount
    var least = largest
    var sizes = Set(epoch.outputs.filter { $0.role == role && $0.byteCount < largest }.map(\.byteCount)).sorted()
    while !sizes.isEmpty {
      let middle = sizes.count / 2
      let one = epoch.outputs.filter { $0.role == role && $0.byteCount == sizes[middle] }.prefix(1)
      if isRefused(epoch, Array(one), code) {
        least = sizes[middle]
        sizes.removeSubrange(middle...)
      } else {
        sizes.removeSubrange(...middle)
      }
    }
    return epoch.outputs.indices.filter { epoch.outputs[$0].role == role && epoch.outputs[$0].byteCount >= least }
  }

  /// The chain and the book do not depend on the bytes: reduced outputs keep role and key, and say what happened. nil when a culprit is no
  /// larger than what would take its place.
  private static func replace(_ culprits: [Int], in epoch: Epoch, _ code: String, _ reason: String) -> Epoch? {
    let refused = culprits.map { epoch.outputs[$0].byteCount }.min() ?? 0
    var reduced = epoch
    reduced.outputs = []
    for (index, output) in epoch.outputs.enumerated() {
      guard culprits.contains(index) else {
        reduced.outputs.append(output)
        continue
      }
      let note =
        "\(output.role.rawValue) output of \(output.value?.count ?? 0) bytes was refused by Kafka: \(code): \(reason)"
      guard let substitute = substitutes(for: output, note).first(where: { $0.byteCount < refused }) else { return nil }
      reduced.outputs.append(substitute)
      guard [.cases, .health].contains(output.role) else { continue }
      reduced.outputs.append(letter(about: output, note, role: .deadLetter, headers: []))
    }
    return reduced
  }

  /// What may stand in an output's place, the best first.
  private static func substitutes(for output: Output, _ note: String) -> [Output] {
    switch output.role {
    case .cases, .health:
      return [ReducedOutput.of(output, note: note), ReducedOutput.bare(output)].compactMap(\.self)
    case .late, .deadLetter, .audit:
      // Nobody needs the whole key of a record that did not count; where it stood is in our own headers.
      let origin = output.headers.filter { $0.name.hasPrefix("__dlq.errors.") && $0.name != reasonHeader }
      return [letter(about: output, note, role: output.role, headers: origin)]
    }
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

internal import ForewarnCore

// What is read beside the inputs: to its end before the first decision, and then on.
extension Daemon {
  func startReference() throws(RunFailure) {
    guard let reference else { return }
    do {
      try reference.start(at: reference.partitions.map { engine.nextControlOffset($0) })
    } catch {
      throw RunFailure(error)
    }
  }

  /// Whether nothing that was said before the start is missing.
  var mayDecide: Bool { reference?.isCaughtUp ?? true }

  /// Takes what came. True when something did.
  func takeReference() throws(RunFailure) -> Bool {
    guard let reference, !engine.isFull else { return false }
    let records: [ReferenceRecord]
    do { records = try reference.poll() } catch { throw RunFailure(error) }
    guard !records.isEmpty else { return false }
    readClock()
    for record in records { engine.takeControl(record) }
    for line in engine.takeControlTold() { around.report(line) }
    clock.sawOutput(now: time.monotonicMicros)
    return true
  }

  /// Takes over what an operator has changed.
  func takeOperatorChange() throws(RunFailure) {
    guard let operatorSource else { return }
    let change: OperatorChange?
    do { change = try operatorSource.poll() } catch { throw RunFailure(error) }
    guard let change else { return }
    if let settings = change.settings { engine.adopt(settings) }
    if let customers = change.customers { engine.adopt(customers) }
    switch change.reload {
    case .applied: status.reloadsApplied += 1
    case .refused: status.reloadsRefused += 1
    case nil: break
    }
    around.report(change.sentence)
  }
}

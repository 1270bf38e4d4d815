import ForewarnCore
import KafkaTransport
import StreamRuntime

/// Reads the topic of cases as a consumer would, shows what comes, and asks the daemon to leave when all is over.
struct DemoWatch {
  let configuration: Configuration
  let progress: DemoProgress
  let screen: DemoScreen
  let exit: ProcessExit
  /// Monotonic µs.
  let began: Int64
  let durationSeconds: Double?
  /// Whether the daemon, and with it the pages, stay when all is over.
  let stays: Bool

  private static let lastWordsMicros: Int64 = 5_000_000

  func run() throws -> DemoLedger {
    var settings = KafkaSettings(
      properties: configuration.clientProperties, identity: ApplicationSlice("demo-watch"),
      inputs: [configuration.casesTopic], outputs: [:], stateTopic: configuration.stateTopic, onLog: { _ in })
    settings.asksTopicSettings = false
    let reader = try KafkaLog(settings: settings)
    defer { reader.close(withinMillis: 1_000) }
    try reader.open(stillWaiting: { _ in !progress.now.isDaemonDone })
    try reader.start(at: reader.partitions.map { _ in 0 })

    var ledger = DemoLedger()
    var batch = RecordBatch()
    var daemonDoneAt: Int64?
    var isStayTold = false
    while true {
      if try reader.poll(0, into: &batch) == .records {
        for record in batch.records {
          guard let value = record.value, let event = ConsumedCaseEvent(value) else { continue }
          ledger.take(event)
          screen.show(screen.text.lines(event) + [""])
        }
        continue
      }
      let time = SystemTime().monotonicMicros
      let now = progress.now
      screen.progress(line(now, ledger))
      if isOver(now, time), !exit.isAsked {
        if !stays { exit.request() }
        if stays, !isStayTold { screen.show(["The scenario is over. The pages stay until Ctrl-C.", ""]) }
        isStayTold = true
      }
      if now.isDaemonDone {
        let since = daemonDoneAt ?? time
        daemonDoneAt = since
        // An end asked for after the daemon's last commit: everything has been read, or it does not come.
        if let end = reader.freshEnd(0), end.askedAtMicros > since, reader.position(0) >= end.offset { return ledger }
        if time - since > Self.lastWordsMicros { return ledger }
      }
      reader.askForEnds()
      reader.wait(atMostMillis: 100)
    }
  }

  private func isOver(_ now: DemoProgress.Values, _ time: Int64) -> Bool {
    if let durationSeconds { return Double(time - began) >= durationSeconds * 1e6 }
    return now.isFeedDone && now.status.accounting.records >= now.recordsFed
  }

  private func line(_ now: DemoProgress.Values, _ ledger: DemoLedger) -> String {
    let taken = now.status.accounting.records
    if now.minute < 0 {
      return "learning \(DemoScenario.historyMinutes / 60) h of history: \(taken) of \(now.recordsFed) records"
    }
    if now.isDaemonDone || exit.isAsked { return "committing" }
    return
      "minute \(now.minute + 1) of \(DemoScenario.liveMinutes); \(now.recordsFed) records fed, \(taken) taken; \(ledger.openCases) open cases"
  }
}

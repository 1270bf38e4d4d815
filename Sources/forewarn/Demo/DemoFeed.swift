import KafkaTransport
import StreamRuntime

/// Writes the scenario to the broker: its history at once, the rest at the speed asked for.
struct DemoFeed {
  let scenario: DemoScenario
  let producer: PlainProducer
  let progress: DemoProgress

  private static let sliceMillis = 50
  private static let flushMillis = 10_000

  func writeHistory() throws(LogFailure) {
    for minute in DemoScenario.minutes.lowerBound..<0 { try write(scenario.records(ofMinute: minute)[...], at: minute) }
    try producer.flush(withinMillis: Self.flushMillis)
  }

  /// Returns when everything is written, or when told to stop.
  func writeLive(speed: Double, shouldStop: () -> Bool) throws(LogFailure) {
    let time = SystemTime()
    let began = time.monotonicMicros
    for minute in 0..<DemoScenario.liveMinutes {
      var rest = scenario.records(ofMinute: minute)[...]
      let end = scenario.micros(ofMinute: minute + 1)
      while !shouldStop() {
        let reached = scenario.liveMicros + Int64(Double(time.monotonicMicros - began) * speed)
        let due = rest.prefix { $0.timeMicros <= reached }
        // Alerts first: a partition of which the daemon knows only an end of a moment ago must not be behind the other one.
        try write(due.filter { $0.topic == .alerts }[...], at: minute)
        if due.contains(where: { $0.topic == .alerts }) { try producer.flush(withinMillis: Self.flushMillis) }
        try write(due.filter { $0.topic == .transactions }[...], at: minute)
        rest = rest.dropFirst(due.count)
        if reached >= end { break }
        try producer.flush(withinMillis: Self.flushMillis)
        time.pause(millis: Self.sliceMillis)
      }
      if shouldStop() { break }
    }
    try producer.flush(withinMillis: Self.flushMillis)
  }

  private func write(_ records: ArraySlice<DemoScenario.Record>, at minute: Int) throws(LogFailure) {
    for record in records {
      try producer.produce(
        topic: record.topic.rawValue, partition: 0, key: Array(record.key.utf8), value: Array(record.value.utf8),
        timestampMicros: record.timeMicros)
    }
    progress.change {
      $0.recordsFed += Int64(records.count)
      $0.minute = minute
    }
  }
}

import ForewarnCore
import KafkaTransport
import Simulation
import StreamRuntime
import Testing

/// The log that the runtime is tested on owes what the one over Kafka owes.
@Suite struct SimulatedEventLogTests {
  @Test(arguments: EventLogContract.checks)
  func contract(_ check: EventLogContract.Check) throws {
    let broker = SimulatedBroker(topics: [("in", 2)])
    let time = SimulatedTime()
    try check.run(
      EventLogContract(
        open: { broker.open(time: time) },
        append: { broker.append("in", $0, Array($1.utf8), timestampMicros: $2) },
        seenCases: {
          broker.committedOutputs.filter { $0.role == .cases }.compactMap(\.value)
            .map { String(decoding: $0, as: UTF8.self) }.sorted()
        },
        now: { time.monotonicMicros }))
  }
}

@Suite(.serialized, .enabled(if: RealKafka.isThere, RealKafka.reason))
struct KafkaEventLogTests {
  @Test(arguments: EventLogContract.checks)
  func contract(_ check: EventLogContract.Check) throws {
    let fixture = try Fixture("contract")
    let producer = try fixture.producer()
    defer { producer.close() }
    try check.run(
      EventLogContract(
        open: { try fixture.log() },
        append: { partition, value, micros in
          try producer.produce(
            topic: fixture.input, partition: partition, key: nil, value: Array(value.utf8), timestampMicros: micros)
          try producer.flush(withinMillis: 10_000)
        },
        seenCases: fixture.seenCases, now: { clock.monotonicMicros }))
  }
}

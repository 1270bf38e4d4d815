import ForewarnCore
import Glibc
import KafkaTransport
import Testing

extension Integration {
  /// What real clients send, and what no client should: no crash, everything counted.
  @Suite(.serialized, .enabled(if: SharedData.isThere, SharedData.reason))
  struct Hostile {
    private static let clients = SharedData.folder + "/clients"

    /// Files of records: every captured one, and variants of them; sampled unless at full size.
    private func corpus(in folder: String) throws -> [String] {
      try ChildProcess.run(
        "python3", ["\(Self.clients)/mutate.py", "--out", folder + "/variants"] + (Environment.bars ? ["--all"] : []),
        name: "mutate", in: folder, withinSeconds: 600)
      let list = try ChildProcess.run(
        "find",
        [
          Self.clients, folder + "/variants", "-type", "f", "(", "-name", "*.json", "-o", "-name", "*.pb", "-o",
          "-name", "*.bin", "-o", "-name", "*.tsv", ")",
        ],
        name: "list", in: folder)
      let all = list.output.split(separator: "\n").map(String.init).sorted()
      return Environment.bars
        ? all : all.enumerated().filter { $0.offset % 29 == 0 || !$0.element.contains("variants") }.map(\.element)
    }

    @Test func `Replay takes any bytes, counts them, and exits with 0`() throws {
      let folder = Files.temporary + "/hostile-replay"
      mkdir(folder, 0o700)
      let files = try corpus(in: folder)
      try Files.write(
        """
        kafka: {bootstrap.servers: "localhost:9"}
        topics: [{name: alerts, kind: alerts}, {name: transactions, kind: transactions}]
        state: {path: /nowhere}

        """, to: folder + "/replay.yaml")
      var events = 0
      var rejected = 0
      for start in stride(from: 0, to: files.count, by: 400) {
        let child = try ChildProcess.run(
          Environment.forewarn,
          ["replay", "--config", folder + "/replay.yaml"] + files[start..<min(files.count, start + 400)],
          name: "replay", in: folder)
        let tally = try #require(Tally(in: child.complaints))
        #expect(tally.isBalanced)
        events += tally.counts.events
        rejected += tally.counts.rejected
      }
      figure("\(files.count) files replayed: \(events) events, \(rejected) rejected")
      #expect(rejected > 0)
    }

    @Test(.enabled(if: TestBroker.isThere, TestBroker.reason))
    func `Through Kafka every refused record arrives in the dead letters, with its reasons`() throws {
      let stand = try Stand("hostile")
      let files = try corpus(in: stand.folder)
      let producer = try PlainProducer(properties: stand.kafka) { _ in }
      var sent = 0
      for (number, file) in files.enumerated() {
        let bytes = Files.bytes(file)
        guard bytes.count < 1_000_000 else { continue }
        for topic in [stand.alerts, stand.transactions] {
          try producer.produce(
            topic: topic, partition: Int32(number % 3), key: number % 5 == 0 ? Array(bytes.prefix(50)) : nil,
            value: bytes.isEmpty ? nil : bytes)
          sent += 1
        }
      }
      try producer.flush(withinMillis: 60_000)
      producer.close()
      let application = try stand.application("app")
      let tally = try application.runToEnd()
      figure("\(sent) hostile records in \(tally.seconds.inTenths) s: \(tally.counts)")
      #expect(tally.records == sent)
      #expect(tally.isBalanced)
      let letters = try application.consume(application.deadLetters, format: "%h\\n")
      figure("\(letters.count) dead letters")
      #expect(letters.count > 0)
      #expect(letters.allSatisfy { String(decoding: $0, as: UTF8.self).contains("__dlq.errors.") })
    }
  }
}

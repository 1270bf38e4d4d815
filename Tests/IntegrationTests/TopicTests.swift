import Glibc
import KafkaTransport
import Testing

extension Integration {
  /// What people do to topics, and the commands that help.
  @Suite(.serialized, .enabled(if: TestBroker.script != nil, TestBroker.scriptReason))
  struct Topics {
    @Test func `Partitions that are added are read without a restart and without a hole`() throws {
      let stand = try Stand("added")
      let scenario = Scenario(minutes: 90, instances: 2)
      try stand.produce(scenario)
      let application = try stand.application("app")
      let daemon = try application.start("only")
      #expect(daemon.says("running", withinSeconds: 60))
      _ = try TestBroker.tool([
        "TopicCommand", "--bootstrap-server", stand.bootstrap, "--alter", "--topic", stand.transactions, "--partitions",
        "6",
      ])
      func produce(_ number: Int, by producer: PlainProducer) throws {
        let line = scenario.transactions[number].json
        try producer.produce(
          topic: stand.transactions, partition: 4 + Int32(number % 2), key: nil, value: Array(line.utf8))
      }
      // The broker may know of its new partitions a moment later, and a producer asks it once.
      let deadline = Clock.seconds + 60
      var producer = try PlainProducer(properties: stand.kafka) { _ in }
      while (try? produce(0, by: producer)) == nil, Clock.seconds < deadline {
        producer.close()
        usleep(500_000)
        producer = try PlainProducer(properties: stand.kafka) { _ in }
      }
      defer { producer.close() }
      for number in 1..<500 { try produce(number, by: producer) }
      try producer.flush(withinMillis: 30_000)
      let asked = Clock.seconds
      #expect(daemon.says("has 6 partitions now", withinSeconds: 60), "\(daemon.complaints.suffix(500))")
      #expect(daemon.says("(6 partitions, from offset", withinSeconds: 60), "\(daemon.complaints.suffix(500))")
      figure("added partitions taken up after \((Clock.seconds - asked).inTenths) s")
      usleep(4_000_000)
      daemon.send(SIGTERM)
      #expect(daemon.wait(atMostSeconds: 20) == .exited(0), "\(daemon.complaints.suffix(500))")
      #expect(!daemon.complaints.contains("learned anew"))
      let tally = try #require(Tally(in: daemon.complaints))
      #expect(tally.isBalanced)
      #expect(tally.records == scenario.alerts.count + scenario.transactions.count + 500)
      #expect(try application.caseEvents().faults == [])
    }

    @Test func `A topic that was made anew stops the start, and state restart goes on`() throws {
      let stand = try Stand("anew")
      let scenario = Scenario(minutes: 90, instances: 2)
      try stand.produce(scenario)
      let application = try stand.application("app")
      let first = try application.runToEnd("first")
      let admin = TopicMaker(properties: stand.kafka) { _ in }
      _ = try admin.delete([stand.transactions])
      usleep(1_000_000)
      try stand.create([.init(stand.transactions, partitions: 4)])
      let producer = try PlainProducer(properties: stand.kafka) { _ in }
      defer { producer.close() }
      for line in scenario.transactions.prefix(1_000) {
        try producer.produce(topic: stand.transactions, partition: 0, key: nil, value: Array(line.json.utf8))
      }
      try producer.flush(withinMillis: 30_000)
      for name in ["second", "third"] {
        let stopped = try application.start(name, ["--exit-at-end"])
        #expect(stopped.wait(atMostSeconds: 60) == .exited(78), "\(stopped.complaints.suffix(500))")
        #expect(stopped.complaints.contains("forewarn state restart --from earliest"))
      }
      let restart = try ChildProcess.run(
        Environment.forewarn,
        ["state", "restart", "--config", stand.configuration, "--from", "earliest"] + application.settings,
        name: "restart", in: stand.folder)
      #expect(restart.output.contains("\(stand.transactions)/0"))
      // All alerts again, and what the new topic has.
      let tally = try application.runToEnd("fourth")
      #expect(tally.isBalanced && tally.records == first.records + scenario.alerts.count + 1_000)
      #expect(try application.caseEvents().faults == [])
    }

    @Test func `Topics are made, checked, and made at a start`() throws {
      let stand = try Stand("topics")
      let names = "fresh-\(stand.name)"
      let settings = [
        "output.cases.topic=\(names)-cases", "output.health.topic=\(names)-health", "output.late.topic=\(names)-late",
        "output.dead_letter.topic=\(names)-dead", "state.topic=\(names)-state", "application.id=\(names)",
      ].flatMap { ["--set", $0] }
      func topics(_ verb: String, _ options: [String] = []) throws -> ChildProcess {
        let child = try ChildProcess(
          Environment.forewarn, ["topics", verb, "--config", stand.configuration] + settings + options,
          name: "topics-\(verb)", in: stand.folder)
        child.wait(atMostSeconds: 60)
        return child
      }
      let before = try topics("check")
      #expect(before.end == .exited(1))
      for topic in ["cases", "health", "late", "dead", "state"] { #expect(before.output.contains("\(names)-\(topic)")) }
      #expect(!before.output.contains(stand.alerts + ","))

      let daemon = try ChildProcess(
        Environment.forewarn,
        ["run", "--config", stand.configuration, "--exit-at-end", "--log-format", "text"] + settings
          + ["--set", "output.missing_topics=create"], name: "run", in: stand.folder)
      #expect(daemon.wait(atMostSeconds: 60) == .exited(0), "\(daemon.complaints.suffix(500))")
      #expect(daemon.complaints.contains("made what was missing"))
      #expect(try topics("check").end == .exited(0))
      let again = try topics("create", ["--replication", "1"])
      #expect(again.end == .exited(0) && !again.output.contains(" made") && again.output.contains("was there"))
    }
  }
}

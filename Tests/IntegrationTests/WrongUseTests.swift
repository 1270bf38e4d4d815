import Glibc
import KafkaTransport
import Testing

extension Integration {
  /// Each wrong use has its own message, with what to do, and its exit code; nothing is overwritten.
  @Suite(.serialized, .enabled(if: TestBroker.isThere, TestBroker.reason))
  struct WrongUse {
    private func expect(_ daemon: ChildProcess, exits code: Int32, saying texts: String...) {
      #expect(daemon.wait(atMostSeconds: 40) == .exited(code), "\(daemon.complaints.suffix(800))")
      for text in texts { #expect(daemon.complaints.contains(text), "\(text): \(daemon.complaints.suffix(800))") }
    }

    /// An application with something committed.
    private func started(_ name: String) throws -> Application {
      let stand = try Stand(name)
      try stand.produce(Scenario(minutes: 90, instances: 2))
      let application = try stand.application("app")
      _ = try application.runToEnd()
      return application
    }

    @Test func `An unknown key is named with its place and the one that was meant`() throws {
      let stand = try Stand("key", extra: "caes: {open_at_risk: 0.5}")
      let daemon = try stand.application("app").start("run")
      expect(daemon, exits: 78, saying: "forewarn.yaml:12:1", "caes", "cases")
    }

    @Test func `A topic that is not there is named`() throws {
      let daemon = try Stand("topic").application("app").start("run", ["--set", "output.cases.topic=not-there"])
      expect(daemon, exits: 78, saying: "not-there")
    }

    @Test func `A state folder that cannot be made is named`() throws {
      let stand = try Stand("folder")
      try Files.write("a file", to: stand.folder + "/file")
      var application = try stand.application("app")
      application.statePath = stand.folder + "/file/state"
      expect(try application.start("run"), exits: 77, saying: application.statePath, "Give the user")
    }

    @Test func `A second daemon on the same state folder is refused`() throws {
      let application = try Stand("same").application("app")
      let first = try application.start("first")
      #expect(first.says("running", withinSeconds: 60))
      expect(
        try application.start("second"), exits: 78, saying: "is in use by process \(first.pid)", "Stop that process")
      first.send(SIGTERM)
      #expect(first.wait(atMostSeconds: 20) == .exited(0))
    }

    @Test func `A second daemon under the same application id is told apart, and one of them goes on`() throws {
      let application = try Stand("twins").application("app")
      let first = try application.start("first")
      #expect(first.says("running", withinSeconds: 60))
      usleep(1_500_000)
      var twin = application
      twin.statePath += "-of-another"
      let second = try twin.start("second")
      // Give the first one something to commit once the second has taken over: what it commits before, it commits in peace.
      _ = second.says("running", withinSeconds: 60)
      try application.stand.produce(Scenario(minutes: 5, instances: 1))
      let deadline = Clock.seconds + 60
      while first.wait(atMostSeconds: 0) == .stillRunning, second.wait(atMostSeconds: 0) == .stillRunning,
        Clock.seconds < deadline
      { usleep(50_000) }
      usleep(3_000_000)
      let ends = [first.wait(atMostSeconds: 0), second.wait(atMostSeconds: 0)]
      figure("two daemons under one application id end \(ends)")
      #expect(ends.filter { $0 == .stillRunning }.count == 1)
      #expect(ends.contains(.exited(79)) || ends.contains(.exited(78)), "\(first.complaints) \(second.complaints)")
      first.send(SIGTERM)
      second.send(SIGTERM)
      first.wait(atMostSeconds: 20)
      second.wait(atMostSeconds: 20)
      #expect(try application.caseEvents().faults == [])
    }

    @Test(arguments: ["cut", "foreign", "empty"])
    func `A state file that is damaged or not ours is left as it is`(how: String) throws {
      let application = try started("file-\(how)")
      let path = application.statePath + "/forewarn.sqlite"
      let bytes: [UInt8] =
        switch how {
        case "cut": Array(Files.bytes(path).prefix(6_000))
        case "foreign": Array("something else altogether\n".utf8)
        default: []
        }
      try Files.write(bytes, to: path)
      expect(try application.start("again"), exits: 78, saying: path, "Nothing was changed")
      #expect(Files.bytes(path) == bytes)
    }

    @Test(.enabled(if: TestBroker.script != nil, TestBroker.scriptReason))
    func `Offsets that were reset by hand are noticed`() throws {
      let application = try started("reset")
      _ = try TestBroker.tool([
        "consumer.group.ConsumerGroupCommand", "--bootstrap-server", application.stand.bootstrap, "--group",
        application.group,
        "--reset-offsets", "--to-earliest", "--topic", application.stand.alerts, "--execute",
      ])
      expect(try application.start("again"), exits: 78, saying: "set by hand", application.stand.alerts)
    }

    @Test(.enabled(if: TestBroker.script != nil, TestBroker.scriptReason))
    func `A group that was deleted is noticed`() throws {
      let application = try started("deleted")
      _ = try TestBroker.tool([
        "consumer.group.ConsumerGroupCommand", "--bootstrap-server", application.stand.bootstrap, "--group",
        application.group,
        "--delete",
      ])
      expect(try application.start("again"), exits: 78, saying: "no committed offsets any more")
    }

    @Test func `A state folder that was lost is restored from the state topic`() throws {
      let application = try started("lost")
      let before = try application.caseEvents()
      try ChildProcess.run("rm", ["-r", application.statePath], name: "rm", in: application.stand.folder)
      let again = try application.start("again", ["--exit-at-end"])
      expect(again, exits: 0, saying: "taking it from the state topic", "learned anew")
      #expect(try application.caseEvents().lines.starts(with: before.lines))
      #expect(try application.caseEvents().faults == [])
    }

    @Test(.enabled(if: TestBroker.script != nil, TestBroker.scriptReason))
    func `The state of another cluster is refused`() throws {
      let application = try started("cluster")
      // The start script gives all its clusters one id; a copy of it gives another.
      let script = application.stand.folder + "/broker"
      let text = Files.text(TestBroker.script ?? "")
      guard text.contains("MkU3OEVBNTcwNTJENDM2Qg") else { return }
      let here = (TestBroker.script ?? "").split(separator: "/").dropLast().reduce(into: "") { $0 += "/" + $1 }
      let other = text.replacing("MkU3OEVBNTcwNTJENDM2Qg", with: "T3RoZXJDbHVzdGVyMDAwMQ")
        .replacing("here=$(", with: "here=\(here) #")
      try Files.write(other, to: script)
      chmod(script, 0o700)
      let folder = "/tmp/forewarn-integration-\(getpid())-other"
      Watch.afterwards("'\(TestBroker.script ?? "")' wipe --dir '\(folder)'")
      let bootstrap =
        try ChildProcess.run(
          script, ["start", "--dir", folder], name: "other", in: application.stand.folder, withinSeconds: 120
        ).output.split(separator: "\n").last.map(String.init) ?? ""
      defer {
        _ = try? ChildProcess.run(TestBroker.script ?? "", ["wipe", "--dir", folder], name: "w", in: Files.temporary)
      }
      let mirror = try Stand("mirror", bootstrap: bootstrap)
      try mirror.create(
        [application.stand.alerts, application.stand.transactions].map { .init($0, partitions: 4) }
          + [
            application.cases, application.deadLetters, application.stateTopic, application.id + "-late",
            application.id + "-health",
          ]
          .map { .init($0, partitions: 1) })
      expect(
        try application.start("again", ["-X", "bootstrap.servers=\(bootstrap)"]), exits: 78,
        saying: "belongs to Kafka cluster", "bootstrap.servers")
    }
  }
}

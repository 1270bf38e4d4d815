import Glibc
import Testing

extension Integration {
  /// How the daemon leaves, and how it waits.
  @Suite(.serialized, .enabled(if: TestBroker.isThere, TestBroker.reason))
  struct Stop {
    @Test func `SIGTERM commits and leaves with 0; the next start has nothing to read again`() throws {
      let stand = try Stand("term")
      try stand.produce(Scenario(minutes: 120, instances: 4))
      let application = try stand.application("app")
      let began = Clock.seconds
      let daemon = try application.start("first")
      #expect(daemon.says("running", withinSeconds: 60))
      figure("start to running: \((Clock.seconds - began).inTenths) s")
      usleep(1_500_000)
      let asked = Clock.seconds
      daemon.send(SIGTERM)
      #expect(daemon.wait(atMostSeconds: 20) == .exited(0), "\(daemon.complaints.suffix(500))")
      figure("SIGTERM to exit: \((Clock.seconds - asked).inTenths) s")

      let next = try application.start("next")
      #expect(next.says("running", withinSeconds: 60), "\(next.complaints.suffix(500))")
      #expect(!next.complaints.contains("reading again"))
      next.send(SIGTERM)
      #expect(next.wait(atMostSeconds: 20) == .exited(0))
      #expect(try application.caseEvents().faults == [])
    }

    /// A daemon that runs, and whose broker was killed just now.
    private static func runningWithoutBroker(
      _ name: String
    ) throws -> (TestBroker, Stand, Application, ChildProcess) {
      let broker = try TestBroker(name: name)
      let stand = try Stand(name, bootstrap: broker.bootstrap)
      try stand.produce(Scenario(minutes: 90, instances: 2))
      let application = try stand.application("app")
      let daemon = try application.start("first")
      #expect(daemon.says("running", withinSeconds: 60))
      usleep(1_500_000)
      try broker.kill()
      return (broker, stand, application, daemon)
    }

    @Test(.enabled(if: TestBroker.script != nil, TestBroker.scriptReason))
    func `A broker that dies is waited for, aloud; a second SIGTERM leaves at once`() throws {
      let (broker, stand, application, daemon) = try Self.runningWithoutBroker("outage")
      #expect(daemon.says("waiting for Kafka", withinSeconds: 30))
      #expect(daemon.wait(atMostSeconds: 2) == .stillRunning)
      try broker.startAgain()
      #expect(daemon.says("Kafka answers again", withinSeconds: 60))
      try stand.produce(Scenario(minutes: 90, instances: 2))
      usleep(3_000_000)
      daemon.send(SIGTERM)
      #expect(daemon.wait(atMostSeconds: 20) == .exited(0), "\(daemon.complaints.suffix(500))")
      #expect(try application.caseEvents().faults == [])

      // Nobody answers now: the last commit cannot come through, and the second request is obeyed.
      let stuck = try application.start("stuck")
      #expect(stuck.says("running", withinSeconds: 60))
      try broker.kill()
      stuck.send(SIGTERM)
      usleep(1_200_000)
      stuck.send(SIGTERM)
      let end = stuck.wait(atMostSeconds: 2)
      figure("asked twice without a broker: \(end)")
      #expect(end != .stillRunning)
    }

    @Test(.enabled(if: TestBroker.script != nil, TestBroker.scriptReason))
    func `SIGTERM while no broker answers leaves with 0, and nothing is lost`() throws {
      let (broker, _, application, daemon) = try Self.runningWithoutBroker("away")
      usleep(1_500_000)
      let asked = Clock.seconds
      daemon.send(SIGTERM)
      #expect(daemon.wait(atMostSeconds: 20) == .exited(0), "\(daemon.complaints.suffix(500))")
      figure("SIGTERM to exit without a broker: \((Clock.seconds - asked).inTenths) s")
      try broker.startAgain()
      let tally = try application.runToEnd("next")
      #expect(tally.isBalanced)
      #expect(try application.caseEvents().faults == [])
    }

    @Test func `A broker that is down at the start is waited for, aloud, and SIGTERM ends it`() throws {
      let stand = try Stand("down")
      let application = try stand.application("app")
      let daemon = try application.start("down", ["-X", "bootstrap.servers=127.0.0.1:1"])
      #expect(daemon.says("waiting for Kafka", withinSeconds: 20))
      #expect(daemon.wait(atMostSeconds: 1) == .stillRunning)
      let asked = Clock.seconds
      daemon.send(SIGTERM)
      #expect(daemon.wait(atMostSeconds: 20) == .exited(0))
      figure("SIGTERM to exit while waiting for a broker: \((Clock.seconds - asked).inTenths) s")
    }
  }
}

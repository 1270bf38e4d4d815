import Glibc
import Testing

extension Integration {
  /// The broker dies and hangs under a daemon that runs, and sometimes the daemon dies with it.
  @Suite(.serialized, .enabled(if: TestBroker.script != nil, TestBroker.scriptReason))
  struct BrokerFault {
    private enum Fault: CaseIterable {
      /// The broker dies, and comes back.
      case crash
      /// It answers nobody for a while.
      case hang
      /// It hangs, and dies of it.
      case hangAndCrash
      /// The daemon is killed while the broker is away.
      case bothDie

      var hangs: Bool { self == .hang || self == .hangAndCrash }
    }

    /// Plain `run` on a feed that goes on; `FOREWARN_FAULTS` says how often, 4 times without it.
    @Test func `While brokers die and hang, every critical alert has its one case`() throws {
      let broker = try TestBroker(name: "faulty")
      let stand = try Stand("broker-faults", bootstrap: broker.bootstrap)
      let application = try stand.application("live")
      var feed = try LiveFeed(stand)
      defer { feed.close() }
      var random = SplitMix64(seed: 20_261_203)
      var life = 0
      var daemon = try application.start("life-0")
      var longestSilence = 0.0
      for number in 0..<Environment.faults {
        try feed.go(onForSeconds: 0.3 + random.uniform() * 1.2)
        let fault = Fault.allCases[number % Fault.allCases.count]
        let began = Clock.seconds
        if fault.hangs { try broker.pause() } else { try broker.kill() }
        try feed.go(onForSeconds: random.uniform() * 3)
        #expect(daemon.wait(atMostSeconds: 0) == .stillRunning, "\(fault): \(daemon.complaints.suffix(500))")
        if fault == .bothDie {
          daemon.send(SIGKILL)
          daemon.wait(atMostSeconds: 10)
        }
        if fault == .hangAndCrash { try broker.kill() }
        if fault == .hang { try broker.resume() } else { try broker.startAgain() }
        if fault == .bothDie {
          life += 1
          daemon = try application.start("life-\(life)")
        }
        longestSilence = max(longestSilence, Clock.seconds - began)
      }
      try feed.go(onForSeconds: 1)
      try feed.flush()
      #expect(daemon.wait(atMostSeconds: 0) == .stillRunning, "\(daemon.complaints.suffix(500))")
      daemon.send(SIGTERM)
      #expect(daemon.wait(atMostSeconds: 60) == .exited(0), "\(daemon.complaints.suffix(500))")
      figure(
        "\(Environment.faults) faults, the broker away for \(longestSilence.inTenths) s at most, \(life + 1) lives; \(try feed.checkTold(by: application))"
      )
    }
  }
}

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
      try end(daemon, &feed)
      figure(
        "\(Environment.faults) faults, the broker away for \(longestSilence.inTenths) s at most, \(life + 1) lives; \(try feed.checkTold(by: application))"
      )
    }

    /// Leaders and coordinators move while it lives on, since two of three brokers go on.
    @Test func `While one broker of three dies and hangs, every critical alert has its one case`() throws {
      let cluster = try TestBroker(name: "three", nodes: 3)
      let stand = try Stand("one-of-three", bootstrap: cluster.bootstrap)
      let application = try stand.application("live")
      var feed = try LiveFeed(stand)
      defer { feed.close() }
      var random = SplitMix64(seed: 20_261_205)
      let daemon = try application.start("life")
      for number in 0..<Environment.faults {
        try feed.go(onForSeconds: 0.3 + random.uniform() * 1.2)
        let node = number % 3
        // Each node in both ways. After 3 s its sessions are over, and another one leads.
        let hangs = number / 3 % 2 == 1
        if hangs { try cluster.pause(node) } else { try cluster.kill(node) }
        try feed.go(onForSeconds: 1 + random.uniform() * 5)
        #expect(daemon.wait(atMostSeconds: 0) == .stillRunning, "\(daemon.complaints.suffix(500))")
        if hangs { try cluster.resume() } else { try cluster.startAgain() }
      }
      try end(daemon, &feed)
      figure("\(Environment.faults) faults of one node in three; \(try feed.checkTold(by: application))")
    }

    @Test func `While the network is late, narrow, silent or cut, every critical alert has its one case`() throws {
      let network = try BadNetwork()
      defer { network.end() }
      let stand = try Stand("bad-network", bootstrap: try TestBroker(name: "behind", behind: network).bootstrap)
      let application = try stand.application("live")
      var feed = try LiveFeed(stand)
      defer { feed.close() }
      var random = SplitMix64(seed: 20_261_206)
      let daemon = try application.start("life")
      let count = max(Environment.faults, BadNetwork.Weather.allCases.count)
      for number in 0..<count {
        try feed.go(onForSeconds: 0.3 + random.uniform() * 1.2)
        network.set(BadNetwork.Weather.allCases[number % BadNetwork.Weather.allCases.count])
        try feed.go(onForSeconds: 0.5 + random.uniform() * 3)
        #expect(daemon.wait(atMostSeconds: 0) == .stillRunning, "\(daemon.complaints.suffix(500))")
        network.set(nil)
      }
      try end(daemon, &feed)
      figure("\(count) spells of bad weather; \(try feed.checkTold(by: application))")
    }

    /// It has lived through everything, and leaves when it is told to.
    private func end(_ daemon: ChildProcess, _ feed: inout LiveFeed) throws {
      try feed.go(onForSeconds: 1)
      try feed.flush()
      #expect(daemon.wait(atMostSeconds: 0) == .stillRunning, "\(daemon.complaints.suffix(500))")
      daemon.send(SIGTERM)
      #expect(daemon.wait(atMostSeconds: 60) == .exited(0), "\(daemon.complaints.suffix(500))")
    }
  }
}

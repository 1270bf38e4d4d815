import Glibc
import Testing

extension Integration {
  /// Crash-equivalence: whatever moment a process is killed at, a `read_committed` reader sees what it would have seen.
  @Suite(.serialized, .enabled(if: TestBroker.isThere, TestBroker.reason))
  struct Kill {
    @Test func `Killed at random moments, the cases are those of a run that was not`() throws {
      let stand = try Stand("kill")
      try stand.produce(Scenario(minutes: 300, instances: 8))
      try check(stand, kills: 6)
    }

    @Test(.enabled(if: Environment.bars && SharedData.isThere, SharedData.reason))
    func `Bar: killed 30 times over real data, the cases are those of a run that was not`() throws {
      let stand = try Stand("kill-real")
      _ = try stand.produce(file: SharedData.events("ait:fox"), to: stand.alerts, partitions: 3, keyedBy: #""ci":""#)
      _ = try stand.produce(file: SharedData.events("trainticket"), to: stand.transactions, partitions: 4)
      try check(stand, kills: 30)
    }

    /// Plain `run` on a feed that goes on; `FOREWARN_KILLS` says how often, 8 times without it.
    @Test func `Killed while a feed goes on, every critical alert has its one case`() throws {
      let stand = try Stand("kill-live")
      var application = try stand.application("live")
      // Every alert's case stays open, some three a life: more than the 2,000 of the default before a long run is over.
      application.extraSettings = ["--set", "limits.open_cases=1000000"]
      var feed = try LiveFeed(stand)
      defer { feed.close() }
      var random = SplitMix64(seed: 20_261_130)
      var hits: [String: Int] = [:]
      for life in 0..<Environment.kills {
        let daemon = try application.start("life-\(life)")
        // Every third dies before it runs; the others after they have run for some commits.
        if life % 3 != 0 {
          while !daemon.says("running", withinSeconds: 0.1) { try feed.go(onForSeconds: 0.05) }
        }
        try feed.go(onForSeconds: random.uniform() * 1.5)
        let ended = daemon.wait(atMostSeconds: 0)
        daemon.send(SIGKILL)
        #expect(ended == .stillRunning, "\(daemon.complaints.suffix(500))")
        daemon.wait(atMostSeconds: 10)
        hits[Self.phase(daemon.complaints), default: 0] += 1
      }
      try feed.flush()
      figure("killed while \(hits.sorted { $0.key < $1.key }); \(try feed.checkTold(by: application))")
    }

    /// What a life waits for before a random time and the kill.
    private enum Moment: String, CaseIterable {
      case start, teaching, running, stopping
    }

    private func check(_ stand: Stand, kills: Int) throws {
      let calm = try stand.application("calm")
      let undisturbed = try calm.runToEnd()
      let expected = try calm.caseEvents()
      #expect(expected.count > 0)

      let application = try stand.application("killed")
      var random = SplitMix64(seed: 20_261_124)
      var hits: [String: Int] = [:]
      var starts: [Double] = []
      for life in 0..<kills {
        let moment = Moment.allCases[life % Moment.allCases.count]
        let began = Clock.seconds
        let daemon = try application.start("life-\(life)", ["--exit-at-end"])
        // So many lives, and still work for the last: each takes a share of what an undisturbed run takes.
        let share = max(0.1, 2 * undisturbed.seconds / Double(kills))
        switch moment {
        case .start: break
        case .teaching: _ = daemon.says("reading again", withinSeconds: 3)
        case .running: _ = daemon.says("running", withinSeconds: 30)
        case .stopping:
          _ = daemon.says("running", withinSeconds: 30)
          usleep(UInt32(random.uniform() * share * 1e6))
          daemon.send(SIGTERM)
        }
        if daemon.complaints.contains("running") { starts.append(Clock.seconds - began) }
        let delay = moment == .start ? 1.5 : moment == .stopping ? 0.15 : share
        usleep(UInt32(random.uniform() * delay * 1e6))
        let ended = daemon.wait(atMostSeconds: 0)
        daemon.send(SIGKILL)
        #expect(ended == .stillRunning || ended == .exited(0), "\(daemon.complaints.suffix(500))")
        daemon.wait(atMostSeconds: 10)
        hits[ended == .stillRunning ? Self.phase(daemon.complaints) : "after its end", default: 0] += 1
      }
      let tally = try application.runToEnd("last")
      let cases = try application.caseEvents()
      figure(
        "killed while \(hits.sorted { $0.key < $1.key }); \(cases.count) case events; the last life \(tally.counts)")
      figure(
        "slowest start to running: \((starts.max() ?? 0).inTenths) s; undisturbed \(undisturbed.seconds.inTenths) s")
      #expect(cases.faults == [])
      #expect(tally.counts == undisturbed.counts)
      #expect(CaseEvents.difference(cases.lines(without: application.id), expected.lines(without: calm.id)) == nil)
    }

    /// The last phase that a log names.
    private static func phase(_ log: String) -> String {
      ["stopped", "stopping", "running", "reading again", "starting"].first { log.contains($0) } ?? "loading"
    }
  }
}

import Glibc
import StreamRuntime
import Testing

extension Integration {
  /// The real process dies, stands still or is told of an error at each step of its start, its commits and its end.
  @Suite(.serialized, .enabled(if: TestBroker.isThere, TestBroker.reason))
  struct FaultPoints {
    /// A step, and where in it.
    struct Place: CustomStringConvertible {
      var step: FaultPoint.Step
      var side: FaultPoint.Side
      var description: String { "\(step.rawValue).\(side.rawValue)" }

      static let all = FaultPoint.Step.allCases.flatMap { step in
        FaultPoint.Side.allCases.map { Place(step: step, side: $0) }
      }.filter { $0.side != .inside || writes.contains($0.step) }

      private static let writes: [FaultPoint.Step] = [.saveStatistics, .prepare, .fold, .replaceBook]

      /// Once in a life, at its start or its end; all others come with each epoch.
      private var comesOnce: Bool {
        switch step {
        case .prepare, .fold, .begin, .produce, .delivery, .offsets, .commit: false
        default: true
        }
      }
      var comesAtTheEnd: Bool { [.saveStatistics, .closeStore, .closeLog].contains(step) }
      /// The state topic is all that is left.
      var needsLostDisk: Bool { step == .replaceBook }
      /// There is nobody left to tell.
      var canFail: Bool { ![.closeStore, .closeLog].contains(step) }

      func plan(_ act: FaultPoint.Act, _ random: inout SplitMix64) -> String {
        let pass = comesOnce ? 1 : 1 + Int(random.uniform() * 6)
        // Nothing is aborted where nothing is refused.
        return (step == .abort ? "offsets.before=fail," : "") + "\(self)=\(act.rawValue)@\(pass)"
      }
    }

    /// Plain `run` on a feed that goes on. Each place once, the acts in turn; all three at each with `FOREWARN_BARS=1`.
    @Test func `Struck at each step, every critical alert has its one case`() throws {
      let stand = try Stand("fault-points")
      let application = try stand.application("live")
      var feed = try LiveFeed(stand)
      defer { feed.close() }
      var random = SplitMix64(seed: 20_261_204)
      var ends: [String: Int] = [:]
      // Statistics to be loaded, and a book to be lost.
      let first = try application.start("first")
      while !first.says("running", withinSeconds: 0.1) { try feed.go(onForSeconds: 0.05) }
      first.send(SIGTERM)
      #expect(first.wait(atMostSeconds: 60) == .exited(0))
      for (number, place) in Place.all.enumerated() {
        for (turn, act) in FaultPoint.Act.allCases.enumerated() {
          guard Environment.bars || turn == number % FaultPoint.Act.allCases.count else { continue }
          guard act != .fail || place.canFail else { continue }
          if place.needsLostDisk {
            try ChildProcess.run("rm", ["-rf", application.statePath], name: "rm", in: stand.folder)
          }
          let end = try live(application, place, act, &feed, &random)
          ends["\(act.rawValue): \(end)", default: 0] += 1
        }
      }
      try feed.flush()
      figure("\(ends.sorted { $0.key < $1.key }); \(try feed.checkTold(by: application))")
    }

    /// One life that is struck. Returns how it ended.
    private func live(
      _ application: Application, _ place: Place, _ act: FaultPoint.Act, _ feed: inout LiveFeed,
      _ random: inout SplitMix64
    ) throws -> String {
      let daemon = try application.start(
        "\(place)-\(act.rawValue)", environment: ["FOREWARN_FAULT": place.plan(act, &random)])
      let deadline = Clock.seconds + 30
      var isAsked = false
      while !daemon.complaints.contains("fault point \(place)"), Clock.seconds < deadline {
        try feed.go(onForSeconds: 0.05)
        if place.comesAtTheEnd, !isAsked, daemon.complaints.contains("running") {
          daemon.send(SIGTERM)
          isAsked = true
        }
      }
      #expect(
        daemon.complaints.contains("fault point \(place)"), "\(place) is not reached: \(daemon.complaints.suffix(500))")
      switch act {
      case .kill: #expect(daemon.wait(atMostSeconds: 10) == .killed(SIGKILL))
      case .hold:
        try feed.go(onForSeconds: 0.3)
        if random.uniform() < 0.5 {
          daemon.send(SIGCONT)
          try feed.go(onForSeconds: 0.3)
        }
      case .fail:
        try feed.go(onForSeconds: 0.7)
        let end = daemon.wait(atMostSeconds: 0)
        // It goes on, or it leaves with a code that systemd starts it again after.
        #expect(
          [.stillRunning, .exited(69), .exited(70)].contains(end) || isAsked && end == .exited(0),
          "\(place): \(end): \(daemon.complaints.suffix(500))")
      }
      let end = daemon.wait(atMostSeconds: 0)
      daemon.send(SIGKILL)
      daemon.wait(atMostSeconds: 10)
      return "\(end)"
    }
  }
}

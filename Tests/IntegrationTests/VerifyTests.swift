import Glibc
import Testing

extension Integration {
  /// What a live daemon says of its cases and of itself.
  @Suite(.serialized, .enabled(if: TestBroker.isThere, TestBroker.reason))
  struct Verify {
    @Test func `What a daemon told is OK over its topics, and its status is on demand`() throws {
      let stand = try Stand("verify")
      try stand.produce(Scenario(minutes: 300, instances: 4))
      let port = 20_000 + Int(getpid()) % 20_000
      var application = try stand.application("app")
      application.extraSettings = ["--set", "admin.listen=127.0.0.1:\(port)"]
      let daemon = try application.start("live")
      #expect(daemon.says("running", withinSeconds: 60), "\(daemon.complaints.suffix(500))")
      usleep(6_000_000)
      let status = try ChildProcess(
        Environment.forewarn, ["status", "--admin", "127.0.0.1:\(port)"], name: "status", in: stand.folder)
      #expect([.exited(0), .exited(1)].contains(status.wait(atMostSeconds: 20)), "\(status.complaints)")
      for part in [": running", "\(stand.transactions) (4 partitions)", "decided through 2", "learning", "commits"] {
        #expect(status.output.contains(part), "\(part): \(status.output)")
      }
      daemon.send(SIGUSR1)
      #expect(daemon.says("  cases     ", withinSeconds: 5), "\(daemon.complaints.suffix(500))")
      daemon.send(SIGTERM)
      #expect(daemon.wait(atMostSeconds: 20) == .exited(0))

      let events = try application.caseEvents()
      let cases = stand.folder + "/cases.jsonl"
      try Files.write(events.lines.flatMap { $0 + [UInt8(ascii: "\n")] }, to: cases)
      #expect(events.count > 0)
      // The topics themselves, then a dump of them.
      for input in [[], try stand.dump()] {
        let verify = try ChildProcess.run(
          Environment.forewarn, ["verify", "--config", stand.configuration] + application.settings + [cases] + input,
          name: "verify", in: stand.folder)
        let answers = verify.output.split(separator: "\n")
        #expect(answers.count == events.count && answers.allSatisfy { $0.hasPrefix("OK ") }, "\(verify.output)")
        figure("\(answers.count) case events verified: \(answers.last ?? "")")
      }
    }
  }
}

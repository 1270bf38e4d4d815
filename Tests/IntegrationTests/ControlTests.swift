import ForewarnCore
import Glibc
import KafkaTransport
import Testing

extension Integration {
  /// What people say by `forewarn ctl`, on a real broker, while the daemon runs.
  @Suite(.serialized, .enabled(if: TestBroker.isThere, TestBroker.reason))
  struct Control {
    private func ctl(_ application: Application, _ kind: String, _ options: [String], _ name: String) throws
      -> ChildProcess
    {
      try ChildProcess(
        Environment.forewarn,
        ["ctl", kind, "--config", application.stand.configuration, "--by", "anna"] + application.settings + options,
        name: "ctl-\(name)", in: application.stand.folder)
    }

    private func alert(_ instance: String) throws -> String {
      var now = timespec()
      clock_gettime(CLOCK_REALTIME, &now)
      let time = Timestamp.text(Int64(now.tv_sec) * 1_000_000)
      return
        #"{"time":"\#(time)","instance":"\#(instance)","alert":"disk_full","severity":"critical","fingerprint":"f"}"#
    }

    private func cases(_ application: Application, until isThere: (String) -> Bool) throws -> String {
      var text = ""
      for _ in 0..<240 {
        text = try application.consume(application.cases, format: "%s\\n")
          .map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
        if isThere(text) { break }
        usleep(250_000)
      }
      return text
    }

    @Test(arguments: [true, false])
    func `A silence keeps a case shut, and a person closes another`(hasAudit: Bool) throws {
      let stand = try Stand("control", hasControl: true)
      var application = try stand.application(hasAudit ? "audited" : "plain")
      if hasAudit {
        try stand.create([.init(application.id + "-audit", partitions: 2)])
        application.extraSettings = ["--set", "output.audit.topic=\(application.id)-audit"]
      }
      let daemon = try application.start("run")
      #expect(daemon.says("running", withinSeconds: 60))

      let silence = try ctl(application, "silence", ["--instance", "customer-0", "--for", "30m"], "silence")
      #expect(silence.wait(atMostSeconds: 60) == .exited(0), "\(silence.complaints) \(daemon.complaints)")
      #expect(silence.output.contains(hasAudit ? "applied" : "taken"))

      let producer = try PlainProducer(properties: stand.kafka) { _ in }
      defer { producer.close() }
      for instance in ["customer-0", "customer-1"] {
        try producer.produce(topic: stand.alerts, key: Array(instance.utf8), value: Array(try alert(instance).utf8))
        try producer.flush(withinMillis: 10_000)
      }
      let opened = try cases(application) { $0.contains("case.opened") }
      #expect(opened.contains(#""instance":"customer-1""#))
      let id = Text.value(after: #""case_id":""#, in: Array(opened.utf8)[...]).map {
        String(decoding: $0, as: UTF8.self)
      }

      let close = try ctl(
        application, "close", ["--case-id", try #require(id), "--comment", "the night job"], "close")
      #expect(close.wait(atMostSeconds: 60) == .exited(0), "\(close.complaints) \(daemon.complaints)")
      let resolved = try cases(application) { $0.contains("case.resolved") }
      #expect(resolved.contains(#""resolution":"closed_by""#) && resolved.contains("the night job"))
      #expect(!resolved.contains(#""instance":"customer-0""#))

      let wrong = try ctl(application, "close", ["--case-id", "nobody", "--wait", "5"], "wrong")
      #expect(wrong.wait(atMostSeconds: 60) == .exited(hasAudit ? 1 : 0), "\(wrong.output) \(wrong.complaints)")
      daemon.send(SIGTERM)
      #expect(daemon.wait(atMostSeconds: 30) == .exited(0))
    }

    /// As a script acts over HTTP: the answer of curl's, and its status.
    private func post(_ application: Application, _ port: String, _ body: String, _ name: String) throws -> String {
      try ChildProcess.run(
        "curl",
        [
          "-s", "-m", "10", "-H", "Authorization: Bearer correct-horse-battery", "-H", "Content-Type: application/json",
          "-d", body, "-w", " %{http_code}", "http://127.0.0.1:\(port)/api/v1/act",
        ], name: "post-\(name)", in: application.stand.folder
      ).output
    }

    @Test func `What is said on the pages is applied, and is an event of the case`() throws {
      let stand = try Stand("acting", hasControl: true)
      var application = try stand.application("app")
      try stand.create([.init(application.id + "-audit", partitions: 1)])
      try Files.write("correct-horse-battery\n", to: stand.folder + "/token")
      chmod(stand.folder + "/token", 0o600)
      let port = String(20_000 + Int(getpid()) % 20_000)
      application.extraSettings = [
        "output.audit.topic=\(application.id)-audit", "admin.listen=127.0.0.1:\(port)", "admin.write=allowed",
        "admin.token=${file:\(stand.folder)/token}",
      ].flatMap { ["--set", $0] }
      let daemon = try application.start("run")
      #expect(daemon.says("running", withinSeconds: 60), "\(daemon.complaints)")
      let producer = try PlainProducer(properties: stand.kafka) { _ in }
      defer { producer.close() }
      try producer.produce(
        topic: stand.alerts, key: Array("customer-1".utf8), value: Array(try alert("customer-1").utf8))
      try producer.flush(withinMillis: 10_000)
      let opened = try cases(application) { $0.contains("case.opened") }
      let id = try #require(
        Text.value(after: #""case_id":""#, in: Array(opened.utf8)[...]).map { String(decoding: $0, as: UTF8.self) })

      // The page has read the case a moment later than its topic has it.
      var answer = ""
      let acknowledge = #"{"kind":"acknowledge","case_id":"\#(id)","by":"anna","comment":"on it","id":"one"}"#
      for _ in 0..<40 where !answer.hasSuffix("202") {
        answer = try post(application, port, acknowledge, "acknowledge")
        usleep(100_000)
      }
      #expect(answer == #"{"id":"one","state":"pending","text":null} 202"#, "\(daemon.complaints)")
      let updated = try cases(application) { $0.contains("Acknowledged by anna") }
      #expect(updated.contains(#""acknowledged_by":"anna""#) && updated.contains("on it"))
      var became = ""
      for _ in 0..<100 where !became.contains("applied") {
        became = try ChildProcess.run(
          "curl", ["-s", "-m", "10", "http://127.0.0.1:\(port)/api/v1/act?id=one"], name: "became", in: stand.folder
        ).output
        usleep(100_000)
      }
      #expect(became == #"{"id":"one","state":"applied","text":"applied"}"#)
      let audit = try application.consume(application.id + "-audit", format: "%s\\n")
        .map { String(decoding: $0, as: UTF8.self) }.filter { $0.contains(#""cause":"control""#) }
      #expect(audit.count == 1 && audit[0].contains(#""by":"anna","case_id":"\#(id)""#), "\(audit)")

      let closed = try post(application, port, #"{"kind":"close","case_id":"\#(id)","by":"anna"}"#, "close")
      #expect(closed.hasSuffix("202"))
      #expect(try cases(application) { $0.contains("case.resolved") }.contains(#""resolution":"closed_by""#))
      usleep(1_500_000)
      let again = try post(application, port, #"{"kind":"close","case_id":"\#(id)","by":"anna"}"#, "again")
      #expect(again.hasSuffix("409"), "\(again)")
      daemon.send(SIGTERM)
      #expect(daemon.wait(atMostSeconds: 30) == .exited(0))
    }

    @Test func `Customers change by their topic and thresholds by SIGHUP, all or nothing`() throws {
      let stand = try Stand("customers", hasControl: true)
      let application = try stand.application("app")
      let daemon = try application.start("run")
      #expect(daemon.says("running", withinSeconds: 60))
      let producer = try PlainProducer(properties: stand.kafka) { _ in }
      defer { producer.close() }
      func produce(_ topic: String, _ key: String, _ value: String?) throws {
        try producer.produce(topic: topic, key: Array(key.utf8), value: value.map { Array($0.utf8) })
        try producer.flush(withinMillis: 10_000)
      }
      try produce(
        stand.installBase, "i", #"{"kind":"instance","id":"customer-9","environment":"prod","owner":"zoe"}"#)
      #expect(daemon.says("the install base changed: 1 rows", withinSeconds: 60))
      try produce(stand.alerts, "customer-9", try alert("customer-9"))
      let opened = try cases(application) { $0.contains("case.opened") }
      #expect(opened.contains(#""owner":"zoe""#))

      let text = Files.text(stand.configuration)
      for (change, answer) in [
        ("cases: {open_at_risk: 0.8}\n", "reloaded the configuration"),
        ("cases: {open_at_risk: 8}\n", "reload refused, and nothing changed: the configuration has mistakes"),
        ("time: {delay_seconds: 60}\n", "nothing changed: time.delay_seconds can change by a restart only"),
      ] {
        try Files.write(text + "\n" + change, to: stand.configuration)
        daemon.send(SIGHUP)
        #expect(daemon.says(answer, withinSeconds: 60), "\(daemon.complaints.suffix(600))")
      }
      daemon.send(SIGTERM)
      #expect(daemon.wait(atMostSeconds: 30) == .exited(0))

      // The next one reads the topic to its end before it decides anything.
      try Files.write(text, to: stand.configuration)
      let again = try application.start("again")
      #expect(again.says("the install base has 1 rows of its topic", withinSeconds: 60))
      again.send(SIGTERM)
      #expect(again.wait(atMostSeconds: 30) == .exited(0))
    }

    @Test func `Without a daemon it is written, and said that nobody has applied it`() throws {
      let stand = try Stand("control-alone", hasControl: true)
      let application = try stand.application("app")
      let silence = try ctl(application, "silence", ["--alert", "disk*", "--for", "1h", "--wait", "2"], "alone")
      #expect(silence.wait(atMostSeconds: 60) == .exited(69))
      #expect(silence.complaints.contains("is the daemon running?"))
      let wrong = try ctl(application, "silence", ["--for", "1h"], "none")
      #expect(wrong.wait(atMostSeconds: 60) == .exited(64))
    }
  }
}

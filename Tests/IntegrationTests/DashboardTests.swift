import Glibc
import KafkaTransport
import Testing

extension Integration {
  /// The demo's dashboard, looked at in a real browser: every page in every size and light, keyboard, filters, hostile names, a daemon that
  /// is away, and the page for a meeting on paper.
  @Suite struct Dashboard {
    private static func script(_ name: String) -> String {
      #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/Browser/"
        + name
    }

    /// A Python that has selenium: PyPI's, for Debian has an older one only. FOREWARN_BROWSER_PYTHON names one of a virtual environment.
    private static let python =
      ([getenv("FOREWARN_BROWSER_PYTHON").map { String(cString: $0) }].compactMap(\.self) + ["python3"]).first {
        python in
        (try? ChildProcess.run(python, ["-c", "import selenium"], name: "has-selenium", in: Files.temporary)) != nil
          && access("/usr/bin/chromium", X_OK) == 0 && access("/usr/bin/chromedriver", X_OK) == 0
      }

    private static let reason: Comment =
      "no browser: apt-get install chromium chromium-driver, and pip install selenium"

    @Test(.enabled(if: python != nil, reason))
    func `A browser walks every page and finds nothing wrong`() throws {
      let python = try #require(Self.python)
      let folder = Files.temporary + "/dashboard"
      mkdir(folder, 0o700)
      let demo = try ChildProcess(
        Environment.forewarn, ["demo", "--stay", "--speed", "120"], name: "demo", in: folder)
      defer {
        demo.send(SIGTERM)
        demo.wait(atMostSeconds: 20)
      }
      let address = try #require(Self.address(of: demo))
      let verdict = try ChildProcess.run(
        python, [Self.script("walk.py"), address], name: "walk", in: folder, withinSeconds: 600)
      #expect(verdict.output.hasSuffix("all is well\n"), "\(verdict.output)")
    }

    /// On a real broker: what is committed is on an open page within two seconds, and what is said there is applied and audited.
    @Test(.enabled(if: python != nil, reason), .enabled(if: TestBroker.isThere, TestBroker.reason))
    func `A browser sees cases as they are committed, and what it says comes back`() throws {
      let python = try #require(Self.python)
      let stand = try Stand("browser", hasControl: true)
      let audit = stand.name + "-audit"
      try stand.create([.init(audit, partitions: 1)])
      var application = try stand.application("live")
      application.extraSettings = [
        "admin.listen=127.0.0.1:0", "admin.write=allowed", "admin.user_header=X-Forwarded-User",
        "output.audit.topic=\(audit)",
      ].flatMap { ["--set", $0] }
      let daemon = try application.start("run")
      defer {
        daemon.send(SIGTERM)
        daemon.wait(atMostSeconds: 20)
      }
      let address = try #require(Self.address(of: daemon, after: "pages at "), "\(daemon.complaints)")
      let verdict = try ChildProcess.run(
        python, [Self.script("live.py"), address, stand.bootstrap, stand.alerts, application.cases, audit],
        name: "live", in: stand.folder, withinSeconds: 300)
      print("live.py: " + verdict.output.split(separator: "\n").joined(separator: "; "))
      #expect(verdict.output.hasSuffix("all is well\n"), "\(verdict.output)")
    }

    private static let contract =
      #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
      + "/deploy/contracts/openapi.yaml"

    private static let fuzzes =
      python.map { python in
        (try? ChildProcess.run(python, ["-c", "import schemathesis"], name: "has-schemathesis", in: Files.temporary))
          != nil
      } ?? false

    @Test(.enabled(if: fuzzes, "no python3 here has schemathesis: pip install schemathesis"))
    func `The API answers as its description says, whatever it is asked`() throws {
      let python = try #require(Self.python)
      let folder = Files.temporary + "/api"
      mkdir(folder, 0o700)
      let demo = try ChildProcess(Environment.forewarn, ["demo", "--stay", "--speed", "120"], name: "demo", in: folder)
      defer {
        demo.send(SIGTERM)
        demo.wait(atMostSeconds: 20)
      }
      let address = try #require(Self.address(of: demo))
      // It leaves its cache where it stands.
      try ChildProcess.run(
        "sh",
        [
          "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", folder, python, "-m", "schemathesis.cli", "run",
          Self.contract, "--url", address + "api/v1", "-n", "40", "--exclude-path", "/events", "--checks",
          "not_a_server_error,response_schema_conformance,content_type_conformance,status_code_conformance",
        ], name: "schemathesis", in: folder, withinSeconds: 600)
    }

    /// Where a process says that its dashboard is.
    private static func address(of process: ChildProcess, after mark: String = "Dashboard: ") -> String? {
      for _ in 0..<300 where process.wait(atMostSeconds: 0.2) == .stillRunning {
        let lines = (process.output + process.complaints).split(separator: "\n")
        if let found = lines.first(where: { $0.contains(mark) }) {
          return found.split(separator: " ").last.map { String($0) }
        }
      }
      return nil
    }
  }
}

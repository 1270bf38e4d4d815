import Glibc
import Testing

extension Integration {
  /// `deploy/documents/first-hour.md`, as a new user does it: its files are written as they stand there, its commands are run.
  @Suite(
    .serialized, .enabled(if: TestBroker.script != nil, TestBroker.scriptReason),
    .enabled(if: system("command -v kcat >/dev/null 2>&1") == 0, "kcat is not installed"))
  struct FirstHour {
    /// The blocks of the section that promises five commands: what they hold, by language.
    private static let blocks: [(language: String, text: String)] = {
      let document = Files.text(Environment.packageRoot + "/deploy/documents/first-hour.md")
      let section = document.split(separator: "\n## Five commands\n")[1].split(separator: "\n## ")[0]
      return section.split(separator: "\n```").enumerated().filter { $0.offset % 2 == 1 }.map { block in
        let lines = block.element.split(separator: "\n", maxSplits: 1)
        return (String(lines[0]), String(lines[1]) + "\n")
      }
    }()

    private func text(_ language: String) -> String {
      Self.blocks.filter { $0.language == language }.map(\.text).joined()
    }

    /// A broker of a busy machine tells of a new topic a little later than it has made it.
    private func waitForTopics(_ words: [String], in folder: String) throws {
      let deadline = Clock.seconds + 30
      while Clock.seconds < deadline {
        let check = try ChildProcess("bash", words, name: "first-hour-check", in: folder)
        if check.wait(atMostSeconds: 30) == .exited(0) { return }
      }
    }

    @Test func `From a broker without topics to the first case of one's own in five commands`() throws {
      let started = Clock.seconds
      let broker = try TestBroker(name: "first-hour")
      let folder = Files.temporary + "/first-hour"
      mkdir(folder, 0o700)
      func here(_ text: String) -> String { text.replacing("localhost:9092", with: broker.bootstrap) }
      // The pages' usual port may be taken on this machine.
      try Files.write(here(text("yaml")) + "admin: {listen: null}\n", to: folder + "/forewarn.yaml")
      try Files.write(text("json"), to: folder + "/record.json")
      let commands = here(text("sh")).split(separator: "\n").map(String.init)
      #expect(commands.count == 5)

      let bin = Environment.forewarn.split(separator: "/").dropLast().map { "/\($0)" }.joined()
      func words(_ command: String) -> [String] {
        ["-o", "pipefail", "-c", "cd '\(folder)'; PATH='\(bin)':$PATH; \(command)"]
      }
      var daemon: ChildProcess?
      for (number, command) in commands.dropLast().enumerated() {
        if command.hasPrefix("forewarn run") {
          try waitForTopics(words("forewarn topics check --config forewarn.yaml"), in: folder)
          daemon = try ChildProcess("bash", words("exec \(command)"), name: "first-hour-run", in: folder)
          #expect(daemon?.says("running", withinSeconds: 60) == true)
        } else {
          try ChildProcess.run("bash", words(command), name: "first-hour-\(number)", in: folder)
        }
      }
      let last = try #require(commands.last)
      var said = ""
      let deadline = Clock.seconds + 30
      while !said.contains("CASE OPENED"), Clock.seconds < deadline {
        // Who asks before the case is committed is told that there is none.
        let asked = try ChildProcess("bash", words(last), name: "first-hour-last", in: folder)
        asked.wait(atMostSeconds: 30)
        said = asked.output
      }
      #expect(said.contains("CASE OPENED  shop-eu: critical alert database_down on db-07"), "\(said)")
      figure(
        "from a broker without topics to the first case: \(Int(Clock.seconds - started)) s, \(commands.count) commands")
      daemon?.send(SIGTERM)
      #expect(daemon?.wait(atMostSeconds: 20) == .exited(0))
    }
  }
}

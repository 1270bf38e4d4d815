import Dispatch
import Glibc
import StreamRuntime

/// `forewarn run` over a filled topic, with pages and people who read them against without either, in turn. Bar: .97 of the records a second.
struct ReadDaemon {
  let topics: BenchmarkTopics
  let readers: Int

  struct Turn {
    /// From the start to when all is decided. What is left of the history is written afterwards.
    var seconds: Double
    var cpuSeconds: Double
  }

  /// - Parameter run: names the turn's topics, of which each has its own.
  func turn(_ input: String, run: String, isRead: Bool) throws -> Turn {
    let (folder, state) = (TemporaryState(), TemporaryState())
    defer {
      folder.remove()
      state.remove()
    }
    mkdir(folder.path, 0o700)
    let names = ["cases", "health", "late", "dead-letter", "state"].map { topics.name("\(run)-\($0)") }
    for name in names { try topics.make(name, partitions: 1, isCompacted: name.hasSuffix("state")) }
    let service = try ServiceSocket(in: folder.path)
    let began = Meter.wall
    let daemon = try ServedPages(
      ["run", "--exit-at-end"],
      configuration: """
        version: 1
        application: {id: \(topics.name(run))}
        kafka: {bootstrap.servers: "\(topics.brokers)"}
        topics: [{name: \(input), kind: transactions}]
        output:
          cases: {topic: \(names[0])}
          health: {topic: \(names[1])}
          late: {topic: \(names[2])}
          dead_letter: {topic: \(names[3])}
        state: {path: \(state.path), topic: \(names[4])}
        admin: {listen: "127.0.0.1:PORT"}
        dashboard: {pages: \(isRead ? "shown" : "hidden")}
        logging: {level: error}
        """, in: folder.path, service: service)
    let group = DispatchGroup()
    if isRead {
      for reader in 0..<readers {
        DispatchQueue(label: "reader-\(reader)").async(group: group) { [port = daemon.port] in
          Self.read(port, page: reader)
        }
      }
    }
    let stopping = service.waitForStopping(silentSeconds: 60)
    let (code, cpu) = daemon.waitForEnd()
    group.wait()
    guard code == 0 else { throw ReadingTrouble(what: "the daemon left with \(code)", code: 0) }
    guard let stopping else { throw ReadingTrouble(what: "the daemon never said that it stops", code: 0) }
    return Turn(seconds: stopping - began, cpuSeconds: cpu)
  }

  /// As a page does that is told of something new twice a second: how all is, and what it shows. Until nobody answers any more.
  private static func read(_ port: UInt16, page: Int) {
    let reader = PageReader(port: port)
    let shown = ["customers", "cases", "estate", "instance?name=customer-000\(page % 10)", "pipeline"][page % 5]
    var isServed = false
    let patience = Meter.wall + 30
    while true {
      do throws(ReadingTrouble) {
        for path in ["overview", shown] { _ = try reader.ask("/api/v1/\(path)") }
        isServed = true
      } catch {
        // What is not known yet is asked again; a daemon that has left is not.
        if isServed && error.code != 0 || Meter.wall > patience { return }
        reader.leave()
      }
      SystemTime().pause(millis: 500)
    }
  }
}

import Glibc
import Testing

/// A real Apache Kafka. FOREWARN_TEST_KAFKA is an address, or a script that starts one; else `../shared/kafka/broker` is.
struct TestBroker {
  let folder: String
  let bootstrap: String

  static let script: String? = {
    if let given = Environment.value("FOREWARN_TEST_KAFKA"), access(given, X_OK) == 0 { return given }
    let shared = Environment.packageRoot + "/../shared/kafka/broker"
    return access(shared, X_OK) == 0 ? shared : nil
  }()
  static let address: String? = Environment.value("FOREWARN_TEST_KAFKA").flatMap { access($0, X_OK) == 0 ? nil : $0 }

  static let isThere = script != nil || address != nil
  static let reason: Comment =
    "no Kafka: FOREWARN_TEST_KAFKA is neither an address nor a script, and ../shared/kafka/broker is not there"
  static let scriptReason: Comment = "no Kafka that may be killed: no script that starts and stops one"

  /// The one that most tests share.
  static let shared = Result<String, any Error> {
    if let address { return address }
    return try TestBroker(name: "shared").bootstrap
  }

  /// A cluster of its own, for a test that is not kind to it. It goes with this process.
  ///
  /// - Parameter network: what everybody, this broker itself too, is told to reach it through.
  init(name: String, nodes: Int = 1, behind network: BadNetwork? = nil) throws {
    guard let script = Self.script else { throw TestTrouble("\(Self.scriptReason)") }
    folder = "/tmp/forewarn-integration-\(getpid())-\(name)"
    Watch.afterwards("'\(script)' wipe --dir '\(folder)'")
    let address = try Self.start(
      script, folder, ["--nodes", "\(nodes)"],
      overrides: network.map { "advertised.listeners=PLAINTEXT://127.0.0.1:\($0.port)" } ?? "")
    guard let network else {
      bootstrap = address
      return
    }
    guard let port = address.split(separator: ":").last.flatMap({ UInt16($0) }) else {
      throw TestTrouble("a broker at \(address)")
    }
    network.lead(to: port)
    bootstrap = "127.0.0.1:\(network.port)"
  }

  private static func start(_ script: String, _ folder: String, _ options: [String] = [], overrides: String = "")
    throws -> String
  {
    let child = try ChildProcess.run(
      script, ["start", "--dir", folder] + options, name: "broker-start-\(folder.split(separator: "-").last ?? "")",
      in: Files.temporary, environment: overrides.isEmpty ? [:] : ["KAFKA_OVERRIDES": overrides], withinSeconds: 120)
    return child.output.split(separator: "\n").last.map(String.init) ?? ""
  }

  /// Those that are dead.
  func startAgain() throws {
    guard let script = Self.script else { return }
    _ = try Self.start(script, folder)
  }

  /// A crash: what it has is kept. Of one node, or of all.
  func kill(_ node: Int? = nil) throws { try tell("kill", node) }

  /// It answers nobody, and its connections stay, until it is told to go on.
  func pause(_ node: Int? = nil) throws { try tell("pause", node) }
  func resume() throws { try tell("resume", nil) }

  private func tell(_ verb: String, _ node: Int?) throws {
    guard let script = Self.script else { return }
    try ChildProcess.run(
      script, [verb, "--dir", folder] + (node.map { ["--node", "\($0)"] } ?? []), name: "broker-\(verb)",
      in: Files.temporary)
  }

  /// One of Kafka's own tools.
  static func tool(_ arguments: [String]) throws -> String {
    guard let script else { throw TestTrouble("\(scriptReason)") }
    return try ChildProcess.run(script, ["tool"] + arguments, name: "broker-tool", in: Files.temporary).output
  }
}

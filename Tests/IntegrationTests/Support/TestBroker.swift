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

  /// A broker of its own, for a test that is not kind to it. It goes with this process.
  init(name: String) throws {
    guard let script = Self.script else { throw TestTrouble("\(Self.scriptReason)") }
    folder = "/tmp/forewarn-integration-\(getpid())-\(name)"
    Watch.afterwards("'\(script)' wipe --dir '\(folder)'")
    bootstrap = try Self.start(script, folder)
  }

  private static func start(_ script: String, _ folder: String) throws -> String {
    let child = try ChildProcess.run(
      script, ["start", "--dir", folder], name: "broker-start-\(folder.split(separator: "-").last ?? "")",
      in: Files.temporary, withinSeconds: 120)
    return child.output.split(separator: "\n").last.map(String.init) ?? ""
  }

  func startAgain() throws {
    guard let script = Self.script else { return }
    _ = try Self.start(script, folder)
  }

  /// A crash: what it has is kept.
  func kill() throws { try tell("kill") }

  /// It answers nobody, and its connections stay, until it is told to go on.
  func pause() throws { try tell("pause") }
  func resume() throws { try tell("resume") }

  private func tell(_ verb: String) throws {
    guard let script = Self.script else { return }
    try ChildProcess.run(script, [verb, "--dir", folder], name: "broker-\(verb)", in: Files.temporary)
  }

  /// One of Kafka's own tools.
  static func tool(_ arguments: [String]) throws -> String {
    guard let script else { throw TestTrouble("\(scriptReason)") }
    return try ChildProcess.run(script, ["tool"] + arguments, name: "broker-tool", in: Files.temporary).output
  }
}

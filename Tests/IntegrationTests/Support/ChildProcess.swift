import Glibc

/// A program that a test has started. What it writes goes to files, so that it never waits for a reader.
final class ChildProcess {
  enum End: Equatable {
    case exited(Int32)
    case killed(Int32)
    case stillRunning
  }

  let pid: pid_t
  let outputPath: String
  let complaintsPath: String
  private(set) var end = End.stillRunning

  /// `program` is looked for on PATH when it has no slash. `input` is a file's path. `environment` is beside what this process has.
  init(
    _ program: String, _ arguments: [String], name: String, in folder: String, input: String = "/dev/null",
    environment: [String: String] = [:]
  ) throws {
    outputPath = "\(folder)/\(name).out"
    complaintsPath = "\(folder)/\(name).err"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, complaintsPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)

    // Signals that a test of this process has blocked are no business of the child's.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let environment = (Self.environment + environment.map { "\($0.key)=\($0.value)" }).map { strdup($0) } + [nil]
    defer { for word in words + environment { free(word) } }
    var pid: pid_t = 0
    let code = posix_spawnp(&pid, program, &actions, &attributes, words, environment)
    guard code == 0 else { throw TestTrouble("cannot start \(program): \(String(cString: strerror(code)))") }
    self.pid = pid
  }

  deinit {
    guard end == .stillRunning else { return }
    kill(pid, SIGKILL)
    waitpid(pid, nil, 0)
  }

  func send(_ signal: Int32) {
    if end == .stillRunning { kill(pid, signal) }
  }

  /// Looks whether it has ended, and waits for that at most so long.
  @discardableResult
  func wait(atMostSeconds: Double) -> End {
    let deadline = Clock.seconds + atMostSeconds
    while end == .stillRunning {
      var status: Int32 = 0
      if waitpid(pid, &status, WNOHANG) == pid {
        end = status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .killed(status & 0x7F)
      } else if Clock.seconds >= deadline {
        break
      } else {
        usleep(5_000)
      }
    }
    return end
  }

  /// Waits until what it complains of contains a text.
  func says(_ text: String, withinSeconds: Double) -> Bool {
    let deadline = Clock.seconds + withinSeconds
    while !complaints.contains(text) {
      if Clock.seconds >= deadline || wait(atMostSeconds: 0) != .stillRunning { return complaints.contains(text) }
      usleep(20_000)
    }
    return true
  }

  var output: String { Files.text(outputPath) }
  var complaints: String { Files.text(complaintsPath) }

  /// Runs a program to its end, and fails when it does not exit with 0.
  @discardableResult
  static func run(
    _ program: String, _ arguments: [String], name: String, in folder: String, input: String = "/dev/null",
    environment: [String: String] = [:], withinSeconds: Double = 300
  ) throws -> ChildProcess {
    let child = try ChildProcess(program, arguments, name: name, in: folder, input: input, environment: environment)
    let end = child.wait(atMostSeconds: withinSeconds)
    guard end == .exited(0) else {
      throw TestTrouble("\(program) \(arguments.joined(separator: " ")): \(end): \(child.complaints.suffix(2_000))")
    }
    return child
  }

  /// `environ` is a variable of C's, which Swift 6 does not let anyone read.
  private static let environment: [String] =
    Files.bytes("/proc/self/environ").split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
}

/// What went wrong around a test, not in what it tests.
struct TestTrouble: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

enum Clock {
  static var seconds: Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }
}

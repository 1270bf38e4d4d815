import CLinux
import Glibc
import StreamRuntime

/// The program itself with its pages, as a process beside this one.
final class ServedPages {
  let port: UInt16
  private let pid: pid_t
  private static let patienceSeconds = 30.0

  /// The program stands beside this one.
  ///
  /// - Parameter service: who hears what it tells its service manager.
  init(
    _ words: [String], configuration: String, in folder: String, service: ServiceSocket? = nil
  ) throws(ReadingTrouble) {
    port = try Self.freePort()
    let file = folder + "/forewarn.yaml"
    try Self.write(configuration.replacing("PORT", with: String(port)), to: file)
    var own = [CChar](repeating: 0, count: 4_096)
    guard readlink("/proc/self/exe", &own, own.count - 1) > 0 else {
      throw ReadingTrouble(what: "/proc/self/exe", code: errno)
    }
    let path = String(decoding: own.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let program =
      path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/forewarn"
    let arguments = ([program] + words + ["--config", file]).map { strdup($0) } + [nil]
    let variable = service.map { "NOTIFY_SOCKET=\($0.path)" }
    let environment = [variable.flatMap { strdup($0) }, nil]
    defer { for word in arguments + environment { free(word) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, program, nil, nil, arguments, environment)
    guard code == 0 else { throw ReadingTrouble(what: "\(program) does not start", code: code) }
    pid = child
  }

  /// Until it answers.
  func wait() throws(ReadingTrouble) {
    let deadline = Meter.wall + Self.patienceSeconds
    while true {
      do throws(ReadingTrouble) {
        _ = try PageReader(port: port).ask("/api/v1/overview")
        return
      } catch {
        guard Meter.wall < deadline else { throw error }
        SystemTime().pause(millis: 50)
      }
    }
  }

  /// CPU seconds that it has used, of all its threads; 0 when nobody says.
  var cpuSeconds: Double {
    guard let file = fopen("/proc/\(pid)/stat", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 1_024)
    guard fgets(&line, 1_024, file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // Behind the name, which may have spaces, stand state, eleven others, then the ticks.
    let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
    guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return 0 }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// Its exit code, and the CPU seconds that it has used.
  func waitForEnd() -> (code: Int32, cpuSeconds: Double) {
    var (status, usage): (Int32, rusage) = (0, rusage())
    wait4(pid, &status, 0, &usage)
    let seconds = [usage.ru_utime, usage.ru_stime].reduce(0.0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    return (status & 0x7f == 0 ? status >> 8 & 0xff : -1, seconds)
  }

  func stop() {
    kill(pid, SIGTERM)
    waitpid(pid, nil, 0)
  }

  private static func freePort() throws(ReadingTrouble) -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 ? getsockname(descriptor, $0, &size) : -1
      }
    }
    guard code == 0 else { throw ReadingTrouble(what: "no port is free", code: errno) }
    return UInt16(bigEndian: address.sin_port)
  }

  private static func write(_ text: String, to path: String) throws(ReadingTrouble) {
    guard let file = fopen(path, "w") else { throw ReadingTrouble(what: path, code: errno) }
    defer { fclose(file) }
    guard fputs(text, file) >= 0 else { throw ReadingTrouble(what: path, code: errno) }
  }
}

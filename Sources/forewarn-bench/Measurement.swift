import CLinux
import Glibc

/// The clocks and the counters that the machine keeps of us.
enum Meter {
  static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  static var wall: Double { seconds(CLOCK_MONOTONIC) }
  /// All threads, user and system.
  static var processCPU: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }
  static var threadCPU: Double { seconds(CLOCK_THREAD_CPUTIME_ID) }

  /// Resident memory now and at its highest, in MiB.
  static var residentMebibytes: (now: Double, peak: Double) {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    var pages = 0
    if let file = fopen("/proc/self/statm", "r") {
      var line = [CChar](repeating: 0, count: 128)
      if fgets(&line, 128, file) != nil {
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
      }
      fclose(file)
    }
    return (Double(pages * sysconf(Int32(_SC_PAGESIZE))) / 1_048_576, Double(usage.ru_maxrss) / 1_024)
  }
}

/// Wall and CPU time of a stretch of work, with pauses for what is not part of it.
struct Stopwatch {
  private(set) var wallSeconds = 0.0
  private(set) var cpuSeconds = 0.0
  private var startedWall = 0.0
  private var startedCPU = 0.0

  mutating func start() {
    startedWall = Meter.wall
    startedCPU = Meter.threadCPU
  }

  mutating func stop() {
    cpuSeconds += Meter.threadCPU - startedCPU
    wallSeconds += Meter.wall - startedWall
  }
}

enum Terminal {
  static func say(_ line: String) { write(line, to: 1) }
  static func complain(_ line: String) { write(line, to: 2) }
  static func leave(_ code: Int32) -> Never { exit(code) }

  private static func write(_ line: String, to descriptor: Int32) {
    var bytes = Array((line + "\n").utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }
}

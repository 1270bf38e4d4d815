import Glibc
import Synchronization

/// Where a command writes: data to one side, everything else to the other.
struct Console: Sendable {
  private let writeOutput: @Sendable ([UInt8]) -> Void
  private let writeError: @Sendable ([UInt8]) -> Void

  init(output: @escaping @Sendable ([UInt8]) -> Void, error: @escaping @Sendable ([UInt8]) -> Void) {
    writeOutput = output
    writeError = error
  }

  /// The process's own. An output that cannot be written (disk full) ends the process: nobody would see the rest. A reader that
  /// went away ends it by SIGPIPE, as with any filter.
  static let process = Console(
    output: { bytes in
      do throws(FileFailure) { try FileBytes.write(bytes, to: STDOUT_FILENO, path: "standard output") } catch {
        try? FileBytes.write(Array("forewarn: \(error.text)\n".utf8), to: STDERR_FILENO, path: "standard error")
        exit(ExitCode.internalError.rawValue)
      }
    },
    error: { try? FileBytes.write($0, to: STDERR_FILENO, path: "standard error") })

  /// A line, or lines, of data.
  func print(_ text: String) { writeOutput(Array(text.utf8) + [UInt8(ascii: "\n")]) }

  func write(_ bytes: [UInt8]) { writeOutput(bytes) }

  /// A line for a person.
  func complain(_ text: String) { writeError(Array(text.utf8) + [UInt8(ascii: "\n")]) }
}

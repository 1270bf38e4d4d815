import Synchronization

@testable import forewarn

/// Runs the command as `main` would, and keeps what it wrote.
struct TestConsole {
  var output: String
  var errors: String
  var code: ExitCode

  static func run(_ words: String...) -> TestConsole { run(words) }

  static func run(_ words: [String]) -> TestConsole {
    let output = Gathered()
    let errors = Gathered()
    let code = CommandTable.run(words, Console(output: { output.append($0) }, error: { errors.append($0) }))
    return TestConsole(output: output.text, errors: errors.text, code: code)
  }
}

final class Gathered: Sendable {
  private let bytes = Mutex<[UInt8]>([])

  func append(_ more: [UInt8]) { bytes.withLock { $0 += more } }
  var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
}

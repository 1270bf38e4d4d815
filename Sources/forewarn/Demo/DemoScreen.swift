import Glibc
import StreamRuntime
import Synchronization

/// Lines that stay, and below them one that changes: redrawn on a terminal, written now and then elsewhere.
final class DemoScreen: Sendable {
  private static let betweenProgressMicros: Int64 = 10_000_000

  let text: CaseText
  private let console: Console
  private let isTerminal: Bool
  private let state: Mutex<(progress: String, writtenAt: Int64)>

  init(_ console: Console, isTerminal: Bool = isatty(STDOUT_FILENO) == 1) {
    self.console = console
    self.isTerminal = isTerminal
    text = CaseText(width: Self.width(), isColored: isTerminal && getenv("NO_COLOR") == nil)
    state = Mutex(("", SystemTime().monotonicMicros))
  }

  /// Between 60 and 110 columns, which read well.
  private static func width() -> Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
    return min(max(Int(size.ws_col) - 1, 60), 110)
  }

  func show(_ lines: [String]) {
    state.withLock { state in
      var out = isTerminal && !state.progress.isEmpty ? "\r\u{1b}[K" : ""
      for line in lines { out += line + "\n" }
      if isTerminal { out += state.progress }
      console.write(Array(out.utf8))
    }
  }

  func progress(_ line: String) {
    state.withLock { state in
      if isTerminal {
        let cut = String(line.prefix(text.width))
        guard cut != state.progress else { return }
        state.progress = cut
        console.write(Array("\r\u{1b}[K\(cut)".utf8))
        return
      }
      let now = SystemTime().monotonicMicros
      guard now - state.writtenAt >= Self.betweenProgressMicros else { return }
      state.writtenAt = now
      console.write(Array("\(line)\n".utf8))
    }
  }

  /// The changing line goes away.
  func endProgress() {
    state.withLock { state in
      if isTerminal, !state.progress.isEmpty { console.write(Array("\r\u{1b}[K".utf8)) }
      state.progress = ""
    }
  }
}

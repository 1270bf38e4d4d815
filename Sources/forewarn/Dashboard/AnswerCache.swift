import AdminServer
import SQLiteStore
import Synchronization

/// Answers of the last moment: many who look at the same page ask the same within a second, and one question is enough.
final class AnswerCache: Sendable {
  /// What is asked, and by one who may see what.
  struct Question: Hashable {
    private let scope: AccountScope
    private let text: String

    init(_ path: String, _ request: Request, _ scope: AccountScope) {
      self.scope = scope
      // Two questions have one text only when they are the same, byte for byte.
      var text = path
      for (name, value) in request.arguments.sorted(by: { $0.key < $1.key }) {
        text += "\n\(name.utf8.count) \(name) \(value.utf8.count) \(value)"
      }
      self.text = text
    }
  }

  private struct Entry {
    var answer: Response
    var madeAt: Int64
  }

  private static let freshMicros: Int64 = 500_000
  private static let entriesAtMost = 64
  private let entries = Mutex<[Question: Entry]>([:])
  /// Who makes an answer. Pages are told of a change together: whoever asks the same meanwhile waits for it, and who asks something else
  /// hardly ever does.
  private let makers = InlineArray<4, Mutex<Void>> { _ in Mutex(()) }

  /// The answer to a question, made anew unless there is a fresh one.
  /// - Parameter isCatchingUp: whether the daemon works off a backlog: then the file changes once a second, and an answer is as long fresh.
  func answer(
    _ question: Question, nowMicros: Int64, isCatchingUp: Bool = false, make: () -> Response
  ) -> Response {
    let freshMicros = isCatchingUp ? 2 * Self.freshMicros : Self.freshMicros
    func known() -> Response? {
      entries.withLock { $0[question] }.flatMap { nowMicros - $0.madeAt < freshMicros ? $0.answer : nil }
    }
    if let known = known() { return known }
    return makers[question.hashValue & 3].withLock { _ in
      if let known = known() { return known }
      let answer = make()
      if answer.status == 200 { keep(Entry(answer: answer, madeAt: nowMicros), question) }
      return answer
    }
  }

  private func keep(_ entry: Entry, _ question: Question) {
    entries.withLock { entries in
      if entries.count >= Self.entriesAtMost {
        entries = entries.filter { entry.madeAt - $0.value.madeAt < Self.freshMicros }
        if entries.count >= Self.entriesAtMost { entries = [:] }
      }
      entries[question] = entry
    }
  }
}

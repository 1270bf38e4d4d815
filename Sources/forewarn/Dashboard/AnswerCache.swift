import AdminServer
import SQLiteStore
import Synchronization

/// Answers of the last moment: many who look at the same page ask the same within a second, and one question is enough.
final class AnswerCache: Sendable {
  private struct Question: Hashable {
    var scope: AccountScope
    var text: String
  }

  private struct Entry {
    var answer: Response
    var madeAt: Int64
  }

  private static let freshMicros: Int64 = 500_000
  private static let entriesAtMost = 64
  private let entries = Mutex<[Question: Entry]>([:])

  /// The answer to a question, made anew unless there is a fresh one.
  func answer(
    _ path: String, _ request: Request, _ scope: AccountScope, nowMicros: Int64, make: () -> Response
  ) -> Response {
    let question = Question(scope: scope, text: Self.text(path, request))
    if let known = entries.withLock({ $0[question] }), nowMicros - known.madeAt < Self.freshMicros {
      return known.answer
    }
    let answer = make()
    guard answer.status == 200 else { return answer }
    entries.withLock { entries in
      if entries.count >= Self.entriesAtMost {
        entries = entries.filter { nowMicros - $0.value.madeAt < Self.freshMicros }
        if entries.count >= Self.entriesAtMost { entries = [:] }
      }
      entries[question] = Entry(answer: answer, madeAt: nowMicros)
    }
    return answer
  }

  /// Two questions have one text only when they are the same, byte for byte.
  private static func text(_ path: String, _ request: Request) -> String {
    var text = path
    for (name, value) in request.arguments.sorted(by: { $0.key < $1.key }) {
      text += "\n\(name.utf8.count) \(name) \(value.utf8.count) \(value)"
    }
    return text
  }
}

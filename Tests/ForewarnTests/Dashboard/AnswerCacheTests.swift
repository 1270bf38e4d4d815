import AdminServer
import Dispatch
import SQLiteStore
import StreamRuntime
import Synchronization
import Testing

@testable import forewarn

/// Answers of the last moment: which are the same, and who makes them.
@Suite struct AnswerCacheTests {
  @Test func oneQuestionIsAskedOnceAMoment() {
    let cache = AnswerCache()
    var (made, request) = (0, Request())
    func ask(_ path: String, at micros: Int64) -> Int {
      cache.answer(.init(path, request, .everything), nowMicros: micros) {
        made += 1
        return .text("\(made)")
      }.body.first.map { Int($0) - 48 } ?? -1
    }
    #expect(ask("a", at: 0) == 1 && ask("a", at: 499_999) == 1 && ask("a", at: 500_000) == 2)
    request.arguments = ["q": "x"]
    #expect(ask("a", at: 500_001) == 3)
    request.arguments = ["q": "x\n1 r 1 y"]
    #expect(ask("a", at: 500_001) == 4)
    request.arguments = ["q": "x", "r": "y"]
    #expect(ask("a", at: 500_001) == 5 && ask("b", at: 500_001) == 6 && ask("b", at: 500_002) == 6)
    // What is not well is asked again.
    let bad = { () -> Response in
      made += 1
      return .text("", status: 503)
    }
    for _ in 0..<2 { _ = cache.answer(.init("c", request, .everything), nowMicros: 0, make: bad) }
    #expect(made == 8)
  }

  /// While a backlog is worked off the file changes once a second.
  @Test func answersAreFreshForLongerBesideABacklog() {
    let cache = AnswerCache()
    func ask(at micros: Int64, isCatchingUp: Bool) -> String {
      let answer = cache.answer(.init("a", Request(), .everything), nowMicros: micros, isCatchingUp: isCatchingUp) {
        .text("made at \(micros)")
      }
      return String(decoding: answer.body, as: UTF8.self)
    }
    #expect(ask(at: 0, isCatchingUp: true) == "made at 0")
    #expect(ask(at: 999_999, isCatchingUp: true) == "made at 0")
    #expect(ask(at: 999_999, isCatchingUp: false) == "made at 999999")
    #expect(ask(at: 1_999_999, isCatchingUp: true) == "made at 1999999")
  }

  /// Pages are told of a change together, and ask together.
  @Test func whoAsksTheSameMeanwhileWaits() {
    let cache = AnswerCache()
    let made = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      let answer = cache.answer(.init("a", Request(), .everything), nowMicros: 0) {
        let number = made.withLock {
          $0 += 1
          return $0
        }
        SystemTime().pause(millis: 100)
        return .text("\(number)")
      }
      #expect(answer.body == Array("1".utf8))
    }
    #expect(made.withLock(\.self) == 1)
  }
}

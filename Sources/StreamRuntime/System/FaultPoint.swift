internal import Glibc
internal import Synchronization

/// Where tests kill the real process, hold it, or have a step of it fail: `FOREWARN_FAULT=commit.after=kill@2` strikes the second time that a
/// commit has come home. Several are separated by commas, and each strikes once.
///
/// It is there where `DEBUG` is defined, so in no release build: there a point is nothing.
public enum FaultPoint {
  public enum Step: String, CaseIterable, Sendable {
    // The state folder.
    case load, loadStatistics, saveStatistics, prepare, fold, replaceBook, closeStore
    // Kafka, at the start.
    case clusterID, fence, committed, bounds, readState
    // A transaction.
    case begin, produce, delivery, offsets, commit, abort, closeLog
  }

  public enum Side: String, CaseIterable, Sendable {
    /// `inside` is before the end of a transaction on disk.
    case before, inside, after
  }

  public enum Act: String, CaseIterable, Sendable {
    case kill, hold, fail
  }

  /// Comes back true where the step has to fail.
  @discardableResult public static func strikes(_ step: Step, _ side: Side) -> Bool {
    #if DEBUG
      return plan.strikes(name(step, side))
    #else
      return false
    #endif
  }

  private static func name(_ step: Step, _ side: Side) -> String { "\(step.rawValue).\(side.rawValue)" }

  /// Runs a step of a port between its two points.
  public static func around<Result, Kind>(
    _ step: Step, as kind: Kind, _ body: () throws(Failure<Kind>) -> Result
  ) throws(Failure<Kind>) -> Result {
    try pass(step, .before, as: kind)
    let result = try body()
    try pass(step, .after, as: kind)
    return result
  }

  public static func pass<Kind>(_ step: Step, _ side: Side, as kind: Kind) throws(Failure<Kind>) {
    guard strikes(step, side) else { return }
    throw Failure(kind, "\(name(step, side)) was told to fail", remedy: "Run it without FOREWARN_FAULT.")
  }
}

#if DEBUG
  extension FaultPoint {
    private static let plan = Plan(getenv("FOREWARN_FAULT").map { String(cString: $0) } ?? "")

    private final class Plan: Sendable {
      private let left: Mutex<[Strike]>
      private let isEmpty: Bool

      private struct Strike {
        var place: Substring
        var act: Act
        var passes: Int
      }

      /// What is not understood is a mistake in a test.
      init(_ text: String) {
        let names = Step.allCases.flatMap { step in Side.allCases.map { FaultPoint.name(step, $0) } }
        let strikes = text.split(separator: ",").map { part in
          let words = part.split(whereSeparator: { $0 == "=" || $0 == "@" })
          guard words.count >= 2, let act = Act(rawValue: String(words[1])),
            let passes = words.count == 2 ? 1 : Int(words[2])
          else { preconditionFailure("FOREWARN_FAULT: \(part)") }
          precondition(passes > 0, "FOREWARN_FAULT: \(part) counts passes from 1")
          precondition(names.contains(String(words[0])), "FOREWARN_FAULT: \(part) is nowhere")
          return Strike(place: words[0], act: act, passes: passes)
        }
        isEmpty = strikes.isEmpty
        left = Mutex(strikes)
      }

      func strikes(_ place: String) -> Bool {
        if isEmpty { return false }
        let act = left.withLock { strikes -> Act? in
          guard let index = strikes.firstIndex(where: { $0.place == place }) else { return nil }
          strikes[index].passes -= 1
          return strikes[index].passes > 0 ? nil : strikes.remove(at: index).act
        }
        guard let act else { return false }
        var line = "fault point \(place): \(act.rawValue)\n"
        line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
        switch act {
        case .kill: kill(getpid(), SIGKILL)
        case .hold: kill(getpid(), SIGSTOP)
        case .fail: return true
        }
        return false
      }
    }
  }
#endif

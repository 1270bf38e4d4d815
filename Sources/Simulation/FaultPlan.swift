/// What goes wrong, how often: probabilities of a call, drawn from a seed.
public struct FaultPlan: Sendable {
  public var seed: UInt64

  // Of a commit.
  /// Known not to have happened; may be sent again.
  public var refused = 0.0
  /// Done, but the answer is lost.
  public var unknownDone = 0.0
  /// Lost on the way.
  public var unknownNotDone = 0.0
  /// Under way: it may still happen until a newer producer fences it.
  public var unknownLate = 0.0
  /// The transaction timed out: the producer is fenced although there is no other.
  public var timedOut = 0.0

  // Of a poll.
  /// Fewer records than there are.
  public var shortBatch = 0.0
  /// None, although some are there.
  public var emptyPoll = 0.0
  /// Partitions (indices) whose polls are empty fifteen times in sixteen.
  public var slowPartitions: Set<Int> = []

  // Of any other call.
  /// No broker answers this one.
  public var unavailable = 0.0
  /// A question for the ends is not answered.
  public var unansweredEnds = 0.0

  // Of a durable write.
  /// Its fsync fails.
  public var failedSync = 0.0

  public init(seed: UInt64) {
    self.seed = seed
  }

  /// Nothing goes wrong.
  public static var none: FaultPlan { FaultPlan(seed: 0) }

  /// Everything goes wrong at rates far above life.
  public static func rough(seed: UInt64) -> FaultPlan {
    var plan = FaultPlan(seed: seed)
    plan.refused = 0.06
    plan.unknownDone = 0.05
    plan.unknownNotDone = 0.03
    plan.unknownLate = 0.05
    plan.timedOut = 0.02
    plan.shortBatch = 0.3
    plan.emptyPoll = 0.1
    plan.unavailable = 0.02
    plan.unansweredEnds = 0.2
    plan.failedSync = 0.05
    return plan
  }

  /// What may happen to a commit.
  public enum CommitFault: Sendable, CaseIterable {
    case refused, unknownDone, unknownNotDone, unknownLate, timedOut
  }

  func commitFault(_ random: inout SplitMix64) -> CommitFault? {
    for (fault, probability) in [
      (CommitFault.refused, refused), (.unknownDone, unknownDone), (.unknownNotDone, unknownNotDone),
      (.unknownLate, unknownLate), (.timedOut, timedOut),
    ] where random.happens(probability) {
      return fault
    }
    return nil
  }
}

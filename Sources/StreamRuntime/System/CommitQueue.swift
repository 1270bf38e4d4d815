internal import Dispatch

/// The committer's own thread: one epoch after the other.
public final class CommitQueue: CommitExecutor {
  private let queue = DispatchQueue(label: "forewarn.committer", qos: .userInitiated)

  public init() {}

  public func submit(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }
}

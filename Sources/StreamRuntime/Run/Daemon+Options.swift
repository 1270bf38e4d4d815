public import ForewarnCore

extension Daemon {
  public struct Options: Sendable {
    /// Read up to the ends as they were at the start, go on to the last event time, commit, leave.
    public var exitAtEnd = false
    /// Records that retention took before they were read are passed over.
    public var skipsLostInput = false
    public var identity: ApplicationSlice

    public init(_ identity: ApplicationSlice, exitAtEnd: Bool = false) {
      self.identity = identity
      self.exitAtEnd = exitAtEnd
    }
  }

  /// What the loop asks of its surroundings.
  public struct Surroundings {
    /// Asked in every round: leave?
    public var shouldStop: () -> Bool
    public var report: (String) -> Void
    public var notice: (Notice) -> Void
    /// About once a second, and at the end.
    public var publish: (DaemonStatus) -> Void
    /// Gets every pane that closes, before its decisions are committed, and hears whether these are of a backlog; nil = nobody wants them.
    public var takePanes: (([PaneReport], _ isBacklog: Bool) -> Void)?
    /// Gets the case events of an epoch once Kafka has them, in their order; nil = nobody wants them. A process that dies between the commit
    /// and this tells of them never.
    public var takeCommitted: (([Output]) -> Void)?

    public init(
      shouldStop: @escaping () -> Bool, report: @escaping (String) -> Void, notice: @escaping (Notice) -> Void,
      publish: @escaping (DaemonStatus) -> Void
    ) {
      self.shouldStop = shouldStop
      self.report = report
      self.notice = notice
      self.publish = publish
    }

    func wanted(of epoch: Epoch) -> [Output] {
      takeCommitted == nil ? [] : epoch.outputs.filter { $0.role == .cases }
    }

    func tell(_ caseEvents: [Output]) {
      assert(caseEvents.allSatisfy { $0.role == .cases }, "nothing else is told")
      if !caseEvents.isEmpty { takeCommitted?(caseEvents) }
    }
  }
}

internal import Glibc
internal import Synchronization

/// Checks that calls come from one thread: that of the first call. Costs an atomic load a call.
public final class OneThread: Sendable {
  private let owner = Atomic<UInt>(0)
  private let what: StaticString

  /// `what` names the calls in the message of a violation.
  public init(_ what: StaticString) { self.what = what }

  public func check() {
    precondition(isKept(), "\(what): all calls come from one thread, the first caller's")
  }

  /// The first call decides.
  func isKept() -> Bool {
    let caller = UInt(pthread_self())
    let (isFirst, known) = owner.compareExchange(expected: 0, desired: caller, ordering: .relaxed)
    return isFirst || known == caller
  }
}

/// Checks that calls do not overlap, whatever threads they come from.
public final class OneAtATime: Sendable {
  private let isBusy = Atomic(false)
  private let what: StaticString

  public init(_ what: StaticString) { self.what = what }

  public func call<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
    precondition(enter(), "\(what): one call at a time")
    defer { leave() }
    return try body()
  }

  /// Whether nobody else is in.
  func enter() -> Bool { !isBusy.exchange(true, ordering: .acquiringAndReleasing) }

  func leave() { isBusy.store(false, ordering: .releasing) }
}

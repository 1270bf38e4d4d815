import StreamRuntime
import Synchronization

/// What the demo's three threads (daemon, feed, watch) tell each other.
final class DemoProgress: Sendable {
  struct Values: Sendable {
    var status = DaemonStatus()
    var recordsFed: Int64 = 0
    /// Scenario time that the feed has reached, in minutes.
    var minute = DemoScenario.minutes.lowerBound
    var isFeedDone = false
    /// The daemon has committed and left.
    var isDaemonDone = false
    var failure: LogFailure?
  }

  private let values = Mutex(Values())

  var now: Values { values.withLock { $0 } }
  func change(_ body: (inout Values) -> Void) { values.withLock { body(&$0) } }
}

import Dispatch

/// Tells systemd that all is well for as long as it is: from the start of the process on, also while it waits for brokers, and on a thread
/// of its own, so that what waits does not have to think of it.
final class WatchdogFeed {
  private let timer: any DispatchSourceTimer

  /// nil when nobody waits for it. `isWell` is asked on a thread of its own.
  init?(_ service: ServiceManager, isWell: @escaping @Sendable () -> Bool) {
    guard let micros = service.watchdogMicros else { return nil }
    timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "forewarn.watchdog"))
    timer.schedule(deadline: .now(), repeating: .microseconds(Int(micros)))
    timer.setEventHandler { if isWell() { service.watchdog() } }
    timer.resume()
  }

  func stop() { timer.cancel() }
}

internal import CLinux
internal import Glibc

/// Runs `body` on a thread of its own that nobody waits for. False when the system has no more threads.
@discardableResult
func startSideThread(_ name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
  let box = Unmanaged.passRetained(ThreadBody(name: name, body: body))
  var thread = pthread_t()
  guard pthread_create(&thread, nil, runThreadBody, box.toOpaque()) == 0 else {
    box.release()
    return false
  }
  pthread_detach(thread)
  return true
}

private final class ThreadBody: Sendable {
  let name: String
  let body: @Sendable () -> Void

  init(name: String, body: @escaping @Sendable () -> Void) {
    self.name = name
    self.body = body
  }
}

private func runThreadBody(_ opaque: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let opaque else { return nil }
  let thread = Unmanaged<ThreadBody>.fromOpaque(opaque).takeRetainedValue()
  pthread_setname_np(pthread_self(), thread.name)
  thread.body()
  return nil
}

func monotonicMicros() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
}

func sleepMillis(_ millis: Int) {
  usleep(useconds_t(max(0, millis) * 1_000))
}

import StreamRuntime
import Testing

@testable import forewarn

@Suite struct WellbeingTests {
  private static let second: Int64 = 1_000_000

  private static func told(
    _ phase: DaemonStatus.Phase, at now: Int64 = 0, _ change: (inout DaemonStatus) -> Void = { _ in }
  )
    -> Wellbeing
  {
    var status = DaemonStatus()
    status.phase = phase
    status.connection = .connected
    change(&status)
    var wellbeing = Wellbeing(nowMicros: 0)
    wellbeing.told(status, nowMicros: now)
    return wellbeing
  }

  /// Minutes of an outage at boot must not look like a process that hangs.
  @Test func whoWaitsForBrokersAtTheStartIsAlive() {
    var wellbeing = Wellbeing(nowMicros: 0)
    var status = DaemonStatus()
    status.connection = .waiting(reason: "no broker")
    for now in stride(from: Int64(0), to: 3_600, by: 31) {
      #expect(wellbeing.stillness(nowMicros: now * Self.second) == nil)
      wellbeing.told(status, nowMicros: now * Self.second)
    }
    #expect(wellbeing.problems(nowMicros: 3_600 * Self.second).contains("kafka: no broker"))
    #expect(wellbeing.stillness(nowMicros: 3_800 * Self.second)?.contains("start") == true)
  }

  @Test func aLoopThatIsStuckIsNotAlive() {
    let wellbeing = Self.told(.running)
    #expect(wellbeing.stillness(nowMicros: 29 * Self.second) == nil)
    #expect(wellbeing.stillness(nowMicros: 30 * Self.second) == "the loop has not moved for 30 s")
  }

  @Test func recordsThatAreNotCommittedMakeItUnreadyThenStuck() {
    let wellbeing = Self.told(.running, at: 400 * Self.second) {
      $0.uncommittedSinceMicros = 390 * Self.second
      $0.commitTrouble = "MSG_SIZE_TOO_LARGE"
    }
    #expect(wellbeing.problems(nowMicros: 400 * Self.second).isEmpty)
    let old = Self.told(.running, at: 400 * Self.second) {
      $0.uncommittedSinceMicros = 360 * Self.second
      $0.commitTrouble = "MSG_SIZE_TOO_LARGE"
    }
    #expect(
      old.problems(nowMicros: 400 * Self.second) == [
        "commit: the oldest record that is not committed has waited for 40 s: MSG_SIZE_TOO_LARGE"
      ])
    #expect(old.stillness(nowMicros: 400 * Self.second) == nil)
    let stuck = Self.told(.running, at: 400 * Self.second) { $0.uncommittedSinceMicros = 100 * Self.second }
    #expect(stuck.stillness(nowMicros: 400 * Self.second)?.contains("nothing is committed for 300 s") == true)
    let waiting = Self.told(.running, at: 400 * Self.second) {
      $0.uncommittedSinceMicros = 100 * Self.second
      $0.connection = .waiting(reason: "no broker")
    }
    #expect(waiting.stillness(nowMicros: 400 * Self.second) == nil)
  }

  @Test func systemdIsToldThriceInItsTime() {
    #expect(ServiceManager { $0 == "WATCHDOG_USEC" ? "30000000" : nil }.watchdogMicros == 10_000_000)
    for value in ["0", "", "x"] {
      #expect(ServiceManager { $0 == "WATCHDOG_USEC" ? value : nil }.watchdogMicros == nil)
    }
  }
}

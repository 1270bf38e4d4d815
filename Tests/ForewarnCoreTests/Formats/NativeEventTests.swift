import ForewarnCore
import Testing

@Suite struct NativeEventTests {
  @Test func transaction() throws {
    let decoded = decode(
      #"{"time":"2026-11-21T10:15:30.123Z","instance":"acme-prod","transaction":"incident.list","duration_ms":412.7,"error":true,"count":3}"#
    )
    let event = try #require(decoded.events.first)
    #expect(decoded.rejection == nil && decoded.result.events == 1)
    #expect(event.kind == .transaction)
    #expect(event.timeMicros == 1_795_256_130_123_000)
    #expect(event.instance == "acme-prod" && event.name == "incident.list" && event.ci == "")
    #expect(event.durationMicros == 412_700 && event.isError && event.count == 3)
  }

  @Test func alert() throws {
    let decoded = decode(
      #"{"time":"2026-11-21T10:15:30Z","instance":"acme-prod","alert":"db_connections_high","domain":"database","severity":"major","status":"firing","ci":"db-acme-prod-01","fingerprint":"5f3a","source":"prometheus","summary":"Pool\nfull","value":0.97,"labels":{"pool":"primary"}}"#
    )
    let event = try #require(decoded.events.first)
    #expect(event.kind == .alert && event.name == "db_connections_high" && event.ci == "db-acme-prod-01")
    #expect(event.severity == .major && event.status == .firing && event.domain == .database)
    #expect(event.summary == "Pool full" && event.identity != 0)
  }
}

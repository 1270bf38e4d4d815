import ForewarnCore
import Testing

private func time(_ literal: String) -> Decoded {
  decode(#"{"time":\#(literal),"instance":"i","alert":"a"}"#)
}

@Suite struct TimeTests {
  @Test(
    arguments: [
      (#""2026-11-22T02:31:40Z""#, 1_795_314_700_000_000), (#""2026-11-22T02:31:40.8Z""#, 1_795_314_700_800_000),
      (#""2026-11-22T02:31:40.801234Z""#, 1_795_314_700_801_234),
      (#""2026-11-22T02:31:40.801234567Z""#, 1_795_314_700_801_234),
      (#""2026-11-22T11:31:40.801+09:00""#, 1_795_314_700_801_000),
      (#""2026-11-21T20:31:40-06:00""#, 1_795_314_700_000_000),
      (#""2026-11-22t02:31:40z""#, 1_795_314_700_000_000), (#""2026-11-22 02:31:40Z""#, 1_795_314_700_000_000),
      (#""2026-11-22T02:31:40-00:00""#, 1_795_314_700_000_000),
      (#""2016-12-31T23:59:60Z""#, 1_483_228_800_000_000), (#""2028-02-29T00:00:00Z""#, 1_835_395_200_000_000),
      (#""1970-01-01T00:00:00Z""#, 0), (#""1969-12-31T23:59:59.999999999Z""#, -1),
      (#""9999-12-31T23:59:59.999999999Z""#, 253_402_300_799_999_999),
      ("1795314700", 1_795_314_700_000_000), ("1795314700.801", 1_795_314_700_801_000),
      ("1.7953147e9", 1_795_314_700_000_000), ("1795314700801", 1_795_314_700_801_000),
      ("1795314700801.5", 1_795_314_700_801_500), ("1795314700801234", 1_795_314_700_801_234),
      ("1795314700801234567", 1_795_314_700_801_234), (#""1795314700801""#, 1_795_314_700_801_000),
      ("1000000000", 1_000_000_000_000_000), ("9999999999", 9_999_999_999_000_000),
      ("9999999999999", 9_999_999_999_999_000), ("9999999999999999999", 9_999_999_999_999_999),
    ] as [(String, Int64)])
  func isRead(literal: String, micros: Int64) {
    #expect(time(literal).events.map(\.timeMicros) == [micros])
  }

  /// One moment as clients write it who know no RFC 3339.
  @Test(arguments: [
    "2026-11-22T02:31:40", "2026-11-22 02:31:40", "2026-11-22T02:31:40+0000", "2026-11-22T02:31:40+00",
    "2026-11-22T08:01:40+0530", "2026-11-22T02:31:40,000Z", "20261122T023140Z", "2026-11-22 02:31:40 UTC",
    "2026-11-22T02:31:40 GMT", "Sun, 22 Nov 2026 02:31:40 GMT", "22 Nov 2026 02:31:40 +0000", "2026.11.22 02:31:40",
    "2026/11/22 02:31:40", "22/Nov/2026:02:31:40 +0000", "Sun Nov 22 02:31:40 2026", "Sun Nov 22 02:31:40 UTC 2026",
    " 2026-11-22T02:31:40Z\n", "2026-11-22T03:31:40+01:00[Europe/Paris]", "2026-11-22 04:31:40 UTC+2",
    "November 22, 2026 2:31:40", "22-Nov-2026 02:31:40", "Sunday, 22 November 2026 02:31:40",
  ])
  func isSpelledInManyWays(text: String) {
    let written = text.replacing("\n", with: "\\n")
    #expect(time("\"\(written)\"").events.map(\.timeMicros) == [1_795_314_700_000_000])
  }

  @Test func aFullMinuteHasNoSecondsInJavaAndADayEndsAtTwentyFour() {
    #expect(time(#""2026-11-22T02:31Z""#).events.map(\.timeMicros) == [1_795_314_660_000_000])
    #expect(time(#""2026-11-21T24:00:00Z""#).events.map(\.timeMicros) == [1_795_305_600_000_000])
  }

  /// Paris in 2026: summer from 29 March 01:00 UTC to 25 October 01:00 UTC.
  @Test(
    arguments: [
      ("2026-11-22 03:31:40", 1_795_314_700), ("2026-07-01 14:00:00", 1_782_907_200),
      ("2026-03-29 02:30:00", 1_774_747_800), ("2026-10-25 02:30:00", 1_792_891_800),
      ("2026-07-01 12:00:00Z", 1_782_907_200),
    ] as [(String, Int64)])
  func aTimeWithoutAZoneIsOfTheTopics(text: String, seconds: Int64) {
    var settings = DecoderSettings(kind: .alerts)
    settings.timeZone = TimeZoneSteps(
      name: "Paris",
      steps: [
        .init(from: 0, offset: 3_600), .init(from: 1_774_746_000, offset: 7_200),
        .init(from: 1_792_890_000, offset: 3_600),
      ])
    let value = #"{"time":"\#(text)","instance":"i","alert":"a"}"#
    #expect(decode(value, settings).events.map(\.timeMicros) == [seconds * 1_000_000])
  }

  @Test func anOffsetIsAZone() {
    #expect(EventTime.zone(ofOffset: "+05:30") != nil && EventTime.zone(ofOffset: "-0800") != nil)
    #expect(EventTime.zone(ofOffset: "Paris") == nil && EventTime.zone(ofOffset: "+25:00") == nil)
  }

  @Test(arguments: [#""0001-01-01T00:00:00Z""#, "null"])
  func isAbsent(literal: String) {
    #expect(time(literal).events.map(\.timeMicros) == [Event.noTime])
  }

  @Test(arguments: [
    #""0000-00-00T00:00:00Z""#, #""+12026-11-22T02:31:40Z""#, #""2026-02-29T00:00:00Z""#, #""2026-11-22T24:00:01Z""#,
    #""2026-13-01T00:00:00Z""#, #""2026-11-22T02:61:00Z""#, #""2026-11-22""#, #""""#, #""2026-11-22T02:31:40.Z""#,
    #""２０２６-11-22T02:31:40Z""#, #""2026-11-22T02:31:40Zx""#, #""2026-11-22T02:31:40+24:00""#, "0", "-1", "42",
    #""11/22/2026 02:31:40""#, #""22.11.2026 02:31""#, #""2026-11-22 02:31:40 CST""#, #""2026-11-22T02:31:40+1""#,
    #""Sun, 22 Foo 2026 02:31:40 GMT""#, #""Sun Nov 22 02:31:40""#, #""2026-11-22T02""#, #""2026-11-22T02:31:40[UTC]""#,
    #""20261122023140""#, #""2026-11/22 02:31""#, #""2026-11-22T02:31:40+05:3""#, #""  ""#,
    "-62135596800", "1e300", "99999999999", "1e-400", #""NaN""#,
  ])
  func isInvalid(literal: String) {
    #expect(time(literal).rejection == .invalidTime)
  }

  @Test(arguments: ["true", "{}", "[]"])
  func isOfTheWrongType(literal: String) {
    #expect(time(literal).rejection == .invalidField)
  }
}

@Suite struct DurationAndCountTests {
  private func duration(_ literal: String) -> Decoded {
    decode(#"{"instance":"i","transaction":"t","duration_ms":\#(literal)}"#)
  }

  private func count(_ literal: String) -> Decoded {
    decode(#"{"instance":"i","transaction":"t","duration_ms":1,"count":\#(literal)}"#)
  }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("412.7", 412_700), ("0.1", 100), ("0.0004", 0), ("0.0005", 1), ("0.30000000000000004", 300),
      ("1E+2", 100_000), ("1e-2", 10), ("2592000000", 2_592_000_000_000), (#""412.7""#, 412_700),
      ("0." + String(repeating: "0", count: 500) + "1", 0), ("1e-400", 0),
      ("0.00000000000000000000000000001e29", 1000), ("4127" + String(repeating: "0", count: 30) + "e-31", 412_700),
    ] as [(String, Int64)])
  func durationIsExact(literal: String, micros: Int64) {
    #expect(duration(literal).events.map(\.durationMicros) == [micros])
  }

  @Test(arguments: [
    "-1", "-0.001", "1e400", "2592000000.001", "18446744073709551616", #""NaN""#, #""1x""#, #""""#,
    String(repeating: "9", count: 400), "1e99999999999999999999",
  ])
  func durationIsInvalid(literal: String) {
    #expect(duration(literal).rejection == .invalidDuration)
  }

  @Test(arguments: ["NaN", "Infinity", "01", "+1", ".5", "1.", "0x10", "1_000", "1e", "--1", "-"])
  func numberIsNoJSON(literal: String) {
    #expect(duration(literal).rejection == .notJSON)
  }

  @Test(
    arguments: [("1", 1), ("4294967295", 4_294_967_295), ("1.0", 1), ("1e3", 1000), ("null", 1)] as [(String, UInt32)])
  func countIsWhole(literal: String, value: UInt32) {
    #expect(count(literal).events.map(\.count) == [value])
  }

  @Test(arguments: ["0", "-1", "1.5", "4294967296", "1e400", #""many""#])
  func countIsInvalid(literal: String) {
    #expect(count(literal).rejection == .invalidCount)
  }
}

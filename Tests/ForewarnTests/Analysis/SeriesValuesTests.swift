import Testing

@testable import forewarn

@Suite struct SeriesValuesTests {
  static let times: [(String, Int64?)] = [
    ("0", 0), ("1469376000", 1_469_376_000_000), ("1469376000.25", 1_469_376_000_250),
    ("1469376000250", 1_469_376_000_250), ("1469376000250000", 1_469_376_000_250),
    ("1469376000250000000", 1_469_376_000_250), ("1970-01-01 00:00:00", 0),
    ("2014-04-10 07:15:00", 1_397_114_100_000), ("2014-04-10T07:15:00Z", 1_397_114_100_000),
    ("2014-04-10 07:15:00.000001", 1_397_114_100_000), ("2014-04-10 07:15:00.5", 1_397_114_100_500),
    ("2014-04-10 07:15", 1_397_114_100_000), ("2000-02-29 12:00:00", 951_825_600_000),
    ("1969-12-31 23:59:59", -1_000), ("2014-04-10", 1_397_088_000_000), ("", nil), ("yesterday", nil),
    ("2014-13-10 07:15:00", nil), ("2014-04-10 25:15:00", nil), ("2014-04-10 07:15:00 CET", nil), ("1e300", nil),
  ]

  @Test(arguments: times)
  func timestamps(text: String, millis: Int64?) {
    #expect(epochMillis(fromText: ArraySlice(text.utf8)) == millis)
  }

  static let numbers: [(String, Double?)] = [
    ("1", 1), ("-2.5e3", -2_500), ("0.1", 0.1), ("", nil), ("nan", nil), ("inf", nil), ("0x10", nil), ("1,5", nil),
    ("1e999", nil), ("12 ms", nil), ("-", nil),
  ]

  @Test(arguments: numbers)
  func values(text: String, value: Double?) {
    #expect(number(fromText: ArraySlice(text.utf8)) == value)
  }
}

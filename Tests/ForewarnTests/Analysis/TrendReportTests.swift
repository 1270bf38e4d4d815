import RollingStatistics
import Testing

@testable import forewarn

@Suite struct TrendReportTests {
  private func csv(_ rows: Int, value: (Int) -> String) -> [UInt8] {
    Array(
      (0..<rows).reduce(into: "timestamp,value\n") { $0 += "\(1_400_000_000 + 900 * $1),\(value($1))\n" }.utf8)
  }

  @Test func aLineInJSON() throws {
    let report = try TrendReport(csv: csv(20) { "\(50 + 2 * $0)" }, limit: 100)
    let json = report.json(file: "a \"b\".csv")
    #expect(json.hasPrefix("{\"file\":\"a \\\"b\\\".csv\",\"n\":20,\"slope_per_hour\":8.0,\"ci95\":["))
    #expect(json.contains("\"significant\":true,\"level\":88.0,\"time_to_limit_hours\":{\"low\":"))
    let time = try #require(report.fit?.timeToLimit(100))
    for hours in [time.low, time.mid, time.high] { #expect(abs(hours - 1.5) < 1e-6) }
  }

  @Test func orderAndMissingValuesDoNotMatter() throws {
    let rows = (0..<20).map { "\(1_400_000_000 + 900 * $0),\($0 % 6 == 0 ? "x" : "\($0 * $0)")\n" }
    let forward = try TrendReport(csv: Array(("timestamp,value\n" + rows.joined()).utf8), limit: nil)
    let backward = try TrendReport(csv: Array(("timestamp,value\n" + rows.reversed().joined()).utf8), limit: nil)
    #expect(forward.json(file: "f") == backward.json(file: "f"))
    #expect(forward.count == 16)
  }

  @Test func longSeriesAreBinned() throws {
    let report = try TrendReport(csv: csv(5_000) { "\(3 + 0.25 * Double($0))" }, limit: nil)
    let fit = try #require(report.fit)
    #expect(fit.count == 64)
    #expect(abs(fit.slope - 1) < 1e-9)
    #expect(fit.significant)
  }

  @Test func tooLittleIsNull() throws {
    let report = try TrendReport(csv: csv(3) { "\($0)" }, limit: 10)
    #expect(
      report.json(file: "-")
        == "{\"file\":\"-\",\"n\":3,\"slope_per_hour\":null,\"ci95\":[null,null],\"p_value\":null,\"significant\":false,"
        + "\"level\":null,\"time_to_limit_hours\":null}")
  }
}

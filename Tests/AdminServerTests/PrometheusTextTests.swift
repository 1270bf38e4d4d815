import Glibc
import Testing

@testable import AdminServer

@Suite struct PrometheusTextTests {
  private static var histogram: MetricFamily.Histogram {
    var histogram = MetricFamily.Histogram(bounds: [0.005, 1, 2.5])
    for value in [0.001, 0.005, 0.0051, 2, 3, 100] { histogram.observe(value) }
    return histogram
  }

  private static let families = [
    MetricFamily(
      "forewarn_build_info", .gauge, help: "One, with the \"version\".\nA \\ line.",
      samples: [.init(.integer(1), [.init("version", "1.0 \"beta\"\n\\")])]),
    MetricFamily(
      "forewarn_events_total", .counter, help: "Events read.",
      samples: [
        .init(.integer(.max), [.init("kind", "alerts"), .init("outcome", "late")]),
        .init(.integer(0), [.init("kind", "é")]),
      ]),
    .gauge("forewarn_watermark_timestamp_seconds", 1_764_000_000.25, help: "Watermark."),
    .gauge("forewarn_ratio", 2, help: "A whole number."),
    MetricFamily(
      "forewarn_commit_duration_seconds", .histogram, help: "Commits.", samples: [.init(.histogram(histogram))]),
    MetricFamily(
      "forewarn_limits", .gauge, help: "Bounds.",
      samples: [
        .init(.real(.infinity), [.init("b", "up")]), .init(.real(-.infinity), [.init("b", "down")]),
        .init(.real(.nan), [.init("b", "none")]),
      ]),
  ]

  @Test func rendersEveryKind() {
    let expected = #"""
      # HELP forewarn_build_info One, with the "version".\nA \\ line.
      # TYPE forewarn_build_info gauge
      forewarn_build_info{version="1.0 \"beta\"\n\\"} 1
      # HELP forewarn_events_total Events read.
      # TYPE forewarn_events_total counter
      forewarn_events_total{kind="alerts",outcome="late"} 9223372036854775807
      forewarn_events_total{kind="é"} 0
      # HELP forewarn_watermark_timestamp_seconds Watermark.
      # TYPE forewarn_watermark_timestamp_seconds gauge
      forewarn_watermark_timestamp_seconds 1764000000.25
      # HELP forewarn_ratio A whole number.
      # TYPE forewarn_ratio gauge
      forewarn_ratio 2
      # HELP forewarn_commit_duration_seconds Commits.
      # TYPE forewarn_commit_duration_seconds histogram
      forewarn_commit_duration_seconds_bucket{le="0.005"} 2
      forewarn_commit_duration_seconds_bucket{le="1"} 3
      forewarn_commit_duration_seconds_bucket{le="2.5"} 4
      forewarn_commit_duration_seconds_bucket{le="+Inf"} 6
      forewarn_commit_duration_seconds_sum 105.0111
      forewarn_commit_duration_seconds_count 6
      # HELP forewarn_limits Bounds.
      # TYPE forewarn_limits gauge
      forewarn_limits{b="up"} +Inf
      forewarn_limits{b="down"} -Inf
      forewarn_limits{b="none"} NaN

      """#
    #expect(String(decoding: PrometheusText.render(Self.families), as: UTF8.self) == expected)
  }

  @Test(.enabled(if: system("command -v promtool >/dev/null 2>&1") == 0, "promtool is not installed"))
  func promtoolAgrees() throws {
    let pipe: UnsafeMutablePointer<FILE> = try #require(popen("promtool check metrics >/dev/null 2>&1", "w"))
    let text = PrometheusText.render(Self.families)
    fwrite(text, 1, text.count, pipe)
    #expect(pclose(pipe) == 0)
  }
}

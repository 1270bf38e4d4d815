import Glibc
import Testing

@testable import AdminServer

@Suite struct PrometheusTextTests {
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
    MetricFamily(
      "forewarn_watermark_timestamp_seconds", .gauge, help: "Watermark.", samples: [.init(.real(1_764_000_000.25))]),
    MetricFamily("forewarn_ratio", .gauge, help: "A whole number.", samples: [.init(.real(2))]),
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

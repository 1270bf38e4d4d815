import Testing

@testable import ForewarnCore
@testable import forewarn

/// From history to early indicators, and from those to what they would have found: the commands that anybody calls.
@Suite struct BacktestTests {
  /// 2026-11-02T00:00:00Z.
  private static let start: Int64 = 1_793_577_600_000_000
  private static let configuration = """
    version: 1
    application: {id: backtest}
    kafka: {bootstrap.servers: "localhost:9092"}
    topics: [{name: alerts, kind: alerts}, {name: transactions, kind: transactions}]
    state: {path: state}

    """
  private let folder: TemporaryFolder

  private static func time(_ hour: Int) -> String { Timestamp.text(start + Int64(hour) * 3_600_000_000) }

  /// Every third day `raid` comes, and with one exception a day later an incident; `noise` comes every five hours, and is told twice.
  init() throws {
    folder = try TemporaryFolder()
    var alerts: [(hour: Int, name: String)] = []
    var incidents = "instance,start,end,label\n"
    for day in stride(from: 3, to: 30, by: 3) {
      alerts.append((day * 24, "raid"))
      if day != 15 { incidents += "acme,\(Self.time(day * 24 + 24)),\(Self.time(day * 24 + 26)),disk\n" }
    }
    for hour in stride(from: 0, to: 720, by: 5) { alerts += [(hour, "noise"), (hour, "noise")] }
    incidents += "other,\(Self.time(500)),,\nacme,never,,\n"
    alerts.sort { ($0.hour, $0.name) < ($1.hour, $1.name) }
    try folder.write(
      "alerts.csv",
      "Time,instance,alert,note\n" + alerts.map { "\(Self.time($0.hour)),acme,\($0.name),\"a, b\"\n" }.joined())
    try folder.write("incidents.csv", incidents)
    try folder.write(
      "in.jsonl",
      alerts.map { #"{"time":"\#(Self.time($0.hour))","instance":"acme","alert":"\#($0.name)","severity":"minor"}"# }
        .joined(separator: "\n"))
  }

  private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  private func suggest(_ format: String, _ alerts: String = "alerts.csv") -> TestConsole {
    TestConsole.run(
      "suggest", "indicators", "--alerts", path(alerts), "--incidents", path("incidents.csv"), "--horizon", "30h",
      "--format", format)
  }

  @Test func historySaysWhatWarns() throws {
    let told = suggest("json")
    #expect(told.code == .done)
    #expect(told.errors.contains("incidents.csv:11: start \"never\" is no time"))
    let lines = told.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 2 && lines[1].hasPrefix(#"{"alert":"noise","#))
    #expect(
      lines[0].hasPrefix(#"{"alert":"raid","alerts":9,"followed":8,"incidents_preceded":8,"lift":"#), "\(lines[0])")
    #expect(
      lines[0].hasSuffix(#""median_lead_seconds":86400.0}"#) || lines[0].hasSuffix(#""median_lead_seconds":86400}"#))
  }

  @Test func repeatsAreOneOccasionAndWhatComesWhileItLastsIsNone() throws {
    let hour: Int64 = 3_600_000_000
    let incidents = [Incident(instance: "a", startMicros: 100 * hour, endMicros: 110 * hour, label: "")]
    let alerts = [(0, "x"), (0, "x"), (90, "x"), (91, "x"), (105, "x"), (300, "y")].map {
      (instance: "a", alert: $0.1, micros: Int64($0.0) * hour)
    }
    let lines = IndicatorHistory(alerts: alerts, incidents: incidents, horizonMicros: 30 * hour).lines
    let x = try #require(lines.first)
    #expect(x.alert == "x" && x.alerts == 2 && x.followed == 1 && x.incidentsPreceded == 1 && x.weight == 0.5)
    // 30 of 300 hours lie before the incident; of 1 in 2, by Wilson's interval.
    #expect(abs(x.lift - 5) < 1e-9 && abs(x.weightLower90 - 0.1643) < 0.001, "\(x)")
    #expect(lines.last?.alert == "y" && lines.last?.weight == 0)
  }

  @Test func whatItSaysFindsWhatWarned() throws {
    let section = suggest("config").output
    #expect(section.contains(#"- {alert: "raid", weight: 0.889}"#) && !section.contains("noise"), "\(section)")
    try folder.write("c.yaml", Self.configuration + section)
    func backtest(_ format: String) -> TestConsole {
      TestConsole.run(
        "backtest", "--config", path("c.yaml"), "--incidents", path("incidents.csv"), "--now", "2026-12-10T00:00:00Z",
        "--format", format, path("in.jsonl"))
    }
    let told = backtest("json")
    #expect(told.code == .done)
    // One at 15 is followed by none; the incident of the other instance has nothing before it.
    #expect(
      told.output.hasPrefix(#"{"incidents":9,"found":8,"missed":[{"instance":"other","start":"#), "\(told.output)")
    #expect(told.output.contains(#""cases":9,"true_cases":8,"false_cases":1,"precision":0.88"#), "\(told.output)")
    let text = backtest("text").output
    #expect(text.contains("incidents  9, 8 found, 1 missed") && text.contains("missed     other at "), "\(text)")
    #expect(text.contains("1 a customer-month, over 1 customer-months"))
  }

  @Test func explainReadsWhatReplayWrites() throws {
    try folder.write("c.yaml", Self.configuration + suggest("config").output)
    let replayed = TestConsole.run(
      "replay", "--config", path("c.yaml"), "--now", "2026-12-10T00:00:00Z", path("in.jsonl"))
    try folder.write("out.jsonl", replayed.output + "no event\n")
    let told = TestConsole.run("explain", path("out.jsonl"))
    #expect(told.code == .found && told.errors.contains("no case event"))
    #expect(told.output.contains("CASE OPENED  acme: raid warns of an incident (88.9 %)"), "\(told.output.prefix(600))")
    #expect(told.output.contains("why  raid came; an incident follows such an alert in 88.9 % of all times."))
  }

  @Test(arguments: [("nothing.csv", "nothing.csv: "), ("in.jsonl", "no column")])
  func whatCannotBeReadIsNamed(file: String, complaint: String) {
    let told = suggest("json", file)
    #expect(told.code == .inputUnusable)
    #expect(told.errors.contains(complaint), "\(told.errors)")
  }
}

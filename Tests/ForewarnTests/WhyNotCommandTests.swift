import Testing

@testable import ForewarnCore
@testable import forewarn

/// `forewarn explain --why-not`, as it is typed.
@Suite struct WhyNotCommandTests {
  private static let start: Int64 = 1_793_577_600_000_000
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      "c.yaml",
      """
      version: 1
      application: {id: why}
      kafka: {bootstrap.servers: "localhost:9092"}
      topics: [{name: transactions, kind: transactions}]
      state: {path: state}
      """)
    let records = (0..<200).map { minute in
      let millis = 100 + (minute * 7) % 9 + (minute >= 190 ? 12 : 0)
      let time = Timestamp.text(Self.start + Int64(minute) * 60_000_000)
      return #"{"instance":"acme","transaction":"save","time":"\#(time)","duration_ms":\#(millis),"count":30}"#
    }
    try folder.write("in.jsonl", records.joined(separator: "\n"))
  }

  private func explain(_ words: String...) -> TestConsole {
    let output = Gathered()
    let errors = Gathered()
    let all = ["explain"] + words + ["\(folder.path)/in.jsonl"]
    let code = CommandTable.run(all, Console(output: { output.append($0) }, error: { errors.append($0) }))
    return TestConsole(output: output.text, errors: errors.text, code: code)
  }

  private func whyNot(_ instance: String, _ at: String, _ format: String = "text") -> TestConsole {
    explain(
      "--why-not", "--config", "\(folder.path)/c.yaml", "--instance", instance, "--at", at, "--format", format, "--now",
      "2026-12-10T00:00:00Z")
  }

  @Test func everyRuleSaysWhatItSaw() {
    let told = whyNot("acme", "2026-11-02T03:17:30Z")
    #expect(told.code == .done && told.errors.isEmpty, "\(told.errors)")
    #expect(told.output.hasPrefix("acme, 2026-11-02 03:17 to 03:18 UTC: no case was open.\nnearest "), "\(told.output)")
    #expect(told.output.contains("opens a case from "))
    for code in ReasonCode.allCases { #expect(told.output.contains("\n\(code.name)"), "\(code)") }
  }

  @Test func programsReadTheSame() {
    let told = whyNot("acme", "2026-11-02T03:17:30Z", "json")
    let head =
      #"{"instance":"acme","from":"2026-11-02T03:17:00.000Z","ground":"judged","exclusions":[],"nearest":{"rule":"#
    #expect(told.code == .done && told.output.hasPrefix(head), "\(told.output)")
    #expect(told.output.contains(#"{"rule":"usage_surge","subject":null,"hold":"#), "\(told.output)")
  }

  @Test func whatCannotBeAnsweredIsSaid() {
    #expect(whyNot("acne", "2026-11-02T03:17:30Z").errors.contains("did you mean \"acme\"?"))
    let late = whyNot("acme", "2026-11-03T00:00:00Z")
    #expect(
      late.code == .inputUnusable && late.errors.contains("what is decided ends at 2026-11-02T03:19"), "\(late.errors)")
    #expect(whyNot("acme", "noon").code == .usage)
    #expect(explain("--why-not", "--instance", "acme").errors.contains("--why-not needs --config"))
    #expect(explain("--instance", "acme").errors.contains("--instance goes with --why-not"))
  }
}

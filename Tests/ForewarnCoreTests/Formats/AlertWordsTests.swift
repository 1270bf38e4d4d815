import Testing

@testable import ForewarnCore

/// What severities and states are taken for, and what is counted of those that nobody explained.
@Suite struct AlertWordsTests {
  /// `severity` and `status` stand elsewhere in the value, as with any sender that is not ours.
  private static let mapped: DecoderSettings = {
    var settings = DecoderSettings(kind: .alerts)
    settings.fields = ["severity": "/s", "status": "/t"]
    return settings
  }()

  private struct Read {
    var severity: Severity?
    var status: AlertStatus?
    var unknown: [String]
    var rejection: Rejection?
  }

  private static func read(_ members: String, _ settings: DecoderSettings = DecoderSettings(kind: .alerts)) -> Read {
    var decoder = RecordDecoder(settings)
    let decoded = decode(Array(#"{"instance":"i","alert":"a",\#(members)}"#.utf8), with: &decoder)
    return Read(
      severity: decoded.events.first?.severity, status: decoded.events.first?.status,
      unknown: decoder.unknownWords.counts.map { "\($0.field) \($0.word) \($0.alerts)" }, rejection: decoded.rejection)
  }

  @Test(arguments: [
    ("critical ", Severity.critical), (" critical", .critical), (#"critical\n"#, .critical),
    (#"\tCRITICAL\r\n"#, .critical),
    ("critical\u{A0}", .critical), ("1 - Critical", .critical), ("1 – Critical", .critical),
    ("Critical (1)", .critical),
    ("[1] critical", .critical), ("P1 - Critical", .critical), ("2 - High", .major), ("4: warning", .warning),
    ("Sev0", .critical), ("P0", .critical), ("P1", .critical), ("SEV1 - Critical", .critical),
    ("Severity 2: major", .major),
    ("Priority: High", .major), ("urgent", .critical),
    ("Highest", .critical), ("Lowest", .info), ("verbose", .info),
  ])
  func severitiesThatAreKnown(written: String, severity: Severity) {
    for settings in [DecoderSettings(kind: .alerts), Self.mapped] {
      let read = Self.read(#""severity":"\#(written)","s":"\#(written)""#, settings)
      #expect(read.severity == severity && read.unknown == [])
    }
  }

  @Test(arguments: [
    "red", "yellow", "non-critical", "critical minor", "kritisch", "Severity 1", "6", "-1", "1.5", "critical!x",
    "a word of so many bytes that no word has as many: seventy-three bytes",
  ])
  func severitiesThatAreNot(written: String) {
    let read = Self.read(#""severity":" \#(written) ""#)
    #expect(read.severity == .warning && read.status == .firing)
    #expect(read.unknown == ["severity \(written.prefix(64)) 1"])
  }

  @Test(arguments: [
    ("SEV1", Severity.critical), ("S1", .critical), ("sev-2", .major), ("Sev 3", .minor), ("s4", .warning),
  ])
  func levelsAreOursOnlyInOurOwnForm(written: String, severity: Severity) {
    #expect(Self.read(#""severity":"\#(written)""#).severity == severity)
    let read = Self.read(#""s":"\#(written)""#, Self.mapped)
    #expect(read.severity == .warning && read.unknown == ["severity \(written) 1"], "Azure's Sev1 is an error")
  }

  /// Azure counts down, Zabbix counts up.
  @Test(arguments: ["0", "1", "2", "5", "7"], [#""s":"N""#, #""s":N"#])
  func numbersFromElsewhereAreNotGuessed(number: String, member: String) {
    let read = Self.read(member.replacing("N", with: number), Self.mapped)
    #expect(read.severity == .warning && read.status == .firing && read.unknown == ["severity \(number) 1"])
  }

  @Test(arguments: [
    ("resolved ", AlertStatus.resolved), (#"Recovered \n"#, .resolved), ("Deactivated", .resolved),
    ("completed", .resolved), ("fixed", .resolved), ("cancelled", .resolved), ("Canceled", .resolved),
    ("auto-resolved", .resolved), ("AUTO_RESOLVED", .resolved), ("Auto Resolved", .resolved), ("healthy", .resolved),
    ("Triggered", .firing), ("Re-Triggered", .firing), ("alerting", .firing), ("ALARM", .firing), ("active", .firing),
    ("PROBLEM", .firing), ("Activated", .firing), ("new", .firing), ("  ", .firing),
    ("no_data", .neither), ("No Data", .neither), ("NODATA", .neither), ("pending", .neither), ("paused", .neither),
    ("Acknowledged", .neither), ("suppressed", .neither), ("muted", .neither), ("unknown", .neither),
    ("INSUFFICIENT_DATA", .neither), ("not-determined", .neither),
  ])
  func statesThatAreKnown(written: String, status: AlertStatus) {
    let read = Self.read(#""severity":"critical","status":"\#(written)""#)
    #expect(read.status == status && read.unknown == [])
  }

  @Test(arguments: [#""flapping""#, #""on fire""#, "1", "true"])
  func statesThatAreNot(written: String) {
    let read = Self.read(#""severity":"critical","status":\#(written)"#)
    #expect(read.status == .neither)
    #expect(read.unknown == ["status \(written.replacing("\"", with: "")) 1"])
  }

  @Test func anEndBySeverityIsNoneWhereTheStateSaysNeither() {
    #expect(Self.read(#""severity":"ok""#).status == .resolved)
    #expect(Self.read(#""severity":"ok","status":"firing""#).status == .resolved)
    #expect(Self.read(#""severity":"ok","status":"no data""#).status == .neither)
  }

  // MARK: A topic's own maps

  private static let zabbix: DecoderSettings = {
    var settings = mapped
    settings.severities = ["5": .critical, "Élevé": .major, "on - fire": .critical, "0": .info, "critical": .minor]
    settings.statuses = ["1": .firing, "0": .resolved, "flapping": .neither, "true": .firing, "open": .neither]
    return settings
  }()

  @Test(
    arguments: [
      (#""5""#, .critical, true), ("5", .critical, true), (#"" 5 ""#, .critical, true), ("0", .info, true),
      (#""ON FIRE""#, .critical, true), (#""élevé""#, .major, true), (#""ÉLEVÉ""#, .major, true),
      (#""Critical""#, .minor, true), (#""major""#, .major, true), ("1", .warning, false), (#""1""#, .warning, false),
    ] as [(String, Severity, Bool)])
  func theTopicsOwnSeveritiesComeFirst(written: String, severity: Severity, isKnown: Bool) {
    var native = Self.zabbix
    native.fields = [:]
    for (settings, name) in [(Self.zabbix, "s"), (native, "severity")] {
      let read = Self.read(#""\#(name)":\#(written)"#, settings)
      #expect(read.severity == severity && read.unknown.isEmpty == isKnown)
    }
  }

  @Test(
    arguments: [
      ("1", .firing), (#""0""#, .resolved), ("true", .firing), (#""Flapping""#, .neither), (#""open""#, .neither),
      (#""closed""#, .resolved),
    ] as [(String, AlertStatus)])
  func theTopicsOwnStatesComeFirst(written: String, status: AlertStatus) {
    let read = Self.read(#""t":\#(written)"#, Self.zabbix)
    #expect(read.status == status && read.unknown == [])
  }

  @Test func alertmanagersWordsAreReadTheSameWay() {
    var settings = DecoderSettings(kind: .alerts)
    settings.severities = ["sev9": .critical]
    var decoder = RecordDecoder(settings)
    let alerts = [("SEV9 ", "firing"), ("odd", " suppressed")].map { severity, status in
      #"{"status":"\#(status)","labels":{"alertname":"A","customer":"c","severity":"\#(severity)"}}"#
    }
    let events = decode(Array(#"{"alerts":[\#(alerts.joined(separator: ","))]}"#.utf8), with: &decoder).events
    #expect(events.map(\.severity) == [.critical, .warning] && events.map(\.status) == [.firing, .neither])
    #expect(decoder.unknownWords.counts.map(\.word) == ["odd"])
  }

  // MARK: Counting

  @Test func aWordIsCountedHoweverItIsSpelled() {
    var words = UnknownWords()
    for text in ["Odd One", " odd-one", "ODD_ONE", "other"] {
      Array(text.utf8).withUnsafeBytes { words.count(.severity, Bytes($0)) }
    }
    Array("odd one".utf8).withUnsafeBytes { words.count(.status, Bytes($0)) }
    #expect(words.counts.map(\.word) == ["Odd One", "other", "odd one"])
    #expect(words.counts.map(\.alerts) == [3, 1, 1])
  }

  @Test func wordsWithoutEndAreCountedTogether() {
    var (words, twice) = (UnknownWords(), UnknownWords())
    for number in 0..<100 {
      Array("word \(number)\u{1}".utf8).withUnsafeBytes { words.count(.status, Bytes($0)) }
    }
    #expect(words.counts.count == UnknownWords.limit + 1)
    #expect(words.counts.first?.word == "word 0 ", "nothing paints on a terminal")
    #expect(words.counts.last?.word == UnknownWords.rest && words.counts.last?.alerts == 36)
    for _ in 0..<2 { twice.add(words) }
    #expect(twice.counts.map(\.word) == words.counts.map(\.word))
    #expect(twice.counts.map(\.alerts).reduce(0, +) == 200)
  }
}

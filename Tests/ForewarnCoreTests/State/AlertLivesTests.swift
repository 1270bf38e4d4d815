import Testing

@testable import ForewarnCore

/// Alerts fire, repeat, resolve and fire again, told by two peers, with resends: whatever the order within a minute, the batches, the
/// partitions and the crashes, their registers, and so the cases, come out the same.
@Suite struct AlertLivesTests {
  private struct Message {
    var time: Int64
    var text: String
  }

  private static let instances = 4
  private static let minutes = 200

  /// The messages of a seed's alerts, by event time. `saysWhen`: each that it fires says since when; else each could be a new beginning.
  private static func messages(
    seed: Int, severities: [String], first: String? = nil, saysWhen: Bool = true
  ) -> [Message] {
    var random = Random(seed: seed + 77)
    var messages: [Message] = []
    var began: Int64 = 0
    func tell(_ alert: (name: String, instance: Int, id: String, severity: String), _ minute: Int, _ status: String) {
      // No two at the same moment: which of them is first is the partitions' to say.
      let time = MergeTests.base + Int64(minute) * 60_000_000 + Int64(messages.count % 600) * 100_000
      var text = JSONText.alert(
        alert.name, time, instance: "inst-\(alert.instance)", ci: "ci-\(alert.instance)", severity: alert.severity,
        status: status, domain: "database", fingerprint: alert.id, summary: "\(alert.name) of \(alert.id)")
      // All that is told of one time that it fires names its beginning.
      if status == "firing", saysWhen { text = text.dropLast() + #","startsAt":"\#(Timestamp.text(began))"}"# }
      messages.append(Message(time: time, text: text))
      // The other peer says the same; and now and then somebody sends it once more.
      if random.chance(0.8) { messages.append(Message(time: time, text: text)) }
      if random.chance(0.1) { messages.append(Message(time: time, text: text)) }
    }
    for instance in 0..<instances {
      for number in 0..<3 {
        var alert = (
          name: "alert-\(number)", instance: instance, id: "f\(instance)-\(number)",
          severity: severities[random.below(severities.count)]
        )
        if number == 0, let first { alert.severity = first }
        var minute = 70 + random.below(20)
        while minute < minutes - 30 {
          began = MergeTests.base + Int64(minute) * 60_000_000
          let lasts = 3 + random.below(25)
          for repeated in stride(from: 0, to: lasts, by: 4) {
            if random.chance(0.2), number > 0 || first == nil {
              alert.severity = severities[random.below(severities.count)]
            }
            tell(alert, minute + repeated, "firing")
          }
          if random.chance(0.9) { tell(alert, minute + lasts, "resolved") }
          minute += lasts + 4 + random.below(50)
        }
      }
    }
    for minute in 0..<minutes {
      let time = MergeTests.base + Int64(minute) * 60_000_000 + 1_000_000
      messages.append(Message(time: time, text: JSONText.transaction("inst-0", "ping", time, millis: 5)))
    }
    return messages.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
  }

  private static let all = ["warning", "major", "critical"]

  private static func log(_ messages: [Message], partitions: Int, seed: Int) -> RecordLog {
    let log = RecordLog(partitions: partitions)
    var random = Random(seed: seed)
    for message in messages {
      log.append(random.below(partitions), timestampMicros: message.time, message.text)
    }
    return log
  }

  private static func driver(_ log: RecordLog, _ settings: Settings = MergeTests.impatient()) -> EngineDriver {
    EngineDriver(
      log, kinds: Array(repeating: .transactions, count: log.partitions.count), settings: settings,
      customers: MergeTests.productions)
  }

  private static func cases(_ driver: EngineDriver) -> [JSONValue] { driver.cases().map { $0.without("inputs") } }

  /// What was told of the health of instances.
  private static func health(_ driver: EngineDriver) -> [String] {
    driver.outputs.filter { $0.role == .health }.map { String(decoding: $0.value ?? [], as: UTF8.self) }
  }

  @Test(arguments: 0..<5)
  func crashesDoNotShow(seed: Int) {
    let log = Self.log(Self.messages(seed: seed, severities: Self.all), partitions: 3, seed: seed)
    let whole = CrashTests.outputs(seed: seed, crashes: 0, of: log, on: { Self.driver($0) })
    let types = whole.outputs.filter { $0.role == .cases }.compactMap {
      $0.value.flatMap(JSONValue.init(bytes:))?.change
    }
    #expect(types.contains("opened") && types.contains("resolved") && types.contains("reopened"), "\(types)")
    for crashes in [1, 5, 20] {
      let crashed = CrashTests.outputs(seed: seed, crashes: crashes, of: log, on: { Self.driver($0) })
      #expect(crashed.outputs == whole.outputs, "\(crashes) crashes")
      #expect(crashed.accounting == whole.accounting)
    }
  }

  @Test(arguments: 0..<5)
  func neitherBatchesNorPartitionsShow(seed: Int) {
    let messages = Self.messages(seed: seed, severities: Self.all)
    let one = Self.driver(Self.log(messages, partitions: 1, seed: seed))
    one.batchRecords = 512
    one.finish()
    #expect(one.changes().contains("resolved"))
    for (batch, atATime) in [(1, 1), (3, 2), (64, 7)] {
      let other = Self.driver(Self.log(messages, partitions: 1, seed: seed))
      other.batchRecords = batch
      other.run(recordsAtATime: atATime)
      other.finish()
      #expect(other.outputs == one.outputs, "batches of \(batch)")
    }
    for partitions in [2, 3, 6] {
      let split = Self.driver(Self.log(messages, partitions: partitions, seed: seed + partitions))
      split.finish()
      #expect(Self.cases(split) == Self.cases(one), "\(partitions) partitions")
    }
  }

  enum Kind: String, CaseIterable {
    case critical, allWait, saysNotWhen
  }

  /// An alert that speaks for itself does so in its own second, and so may be told in the health of the minute before; of all others the
  /// order within a minute is free, and nothing at all shows it.
  @Test(arguments: 0..<5, Kind.allCases)
  func theOrderWithinAMinuteIsFree(seed: Int, kind: Kind) {
    let messages = Self.messages(
      seed: seed, severities: ["warning", "major"], first: kind == .critical ? "critical" : nil,
      saysWhen: kind != .saysNotWhen)
    let straight = Self.driver(Self.log(messages, partitions: 1, seed: seed))
    straight.finish()
    #expect(straight.changes().contains("opened") && straight.changes().contains("resolved") || kind != .critical)
    for shuffle in 0..<3 {
      var random = Random(seed: seed * 10 + shuffle)
      var mixed = messages
      var minute = messages.startIndex..<messages.startIndex
      while minute.upperBound < messages.endIndex {
        let start = minute.upperBound
        let end = messages[start...].firstIndex { $0.time / 60_000_000 != messages[start].time / 60_000_000 }
        minute = start..<(end ?? messages.endIndex)
        let free = minute.filter { !messages[$0].text.contains("critical") }
        for (place, from) in zip(free, free.shuffled(using: &random)) { mixed[place] = messages[from] }
      }
      let other = Self.driver(Self.log(mixed, partitions: 1, seed: seed))
      other.finish()
      let (told, expected) = (Self.cases(other), Self.cases(straight))
      #expect(told.count == expected.count && zip(told, expected).allSatisfy(==))
      guard kind != .critical else { continue }
      #expect(Self.health(other) == Self.health(straight), "shuffle \(shuffle)")
    }
  }

  /// Decisions lie behind what is read: an alert that is repeated each minute, without a word since when, fires at the end of each.
  @Test(arguments: [true, false])
  func whatIsRepeatedFiresAllTheTime(saysWhen: Bool) throws {
    let log = RecordLog(partitions: 1)
    let began = MergeTests.base + 70 * 60_000_000
    for minute in 0..<120 {
      let time = MergeTests.base + Int64(minute) * 60_000_000
      log.append(0, timestampMicros: time, JSONText.transaction("inst-0", "ping", time, millis: 5))
      guard (70..<100).contains(minute) else { continue }
      var text = JSONText.alert(
        "disk_full", time, instance: "inst-0", ci: "ci-0", severity: "critical",
        status: minute < 99 ? "firing" : "resolved",
        domain: "database", fingerprint: "f", summary: "full")
      if saysWhen, minute < 99 { text = text.dropLast() + #","startsAt":"\#(Timestamp.text(began))"}"# }
      log.append(0, timestampMicros: time, text)
    }
    let driver = Self.driver(log)
    driver.finish()
    let minutes = Dictionary(
      uniqueKeysWithValues: (0...120).map { (Timestamp.text(MergeTests.base + Int64($0) * 60_000_000), $0) })
    let firing = driver.values(.health).map {
      ($0["time"].text.flatMap { minutes[$0] }, $0["firing"]["database"].integer)
    }
    for (end, count) in firing {
      let end = try #require(end)
      #expect(count == ((71..<100).contains(end) ? 1 : 0), "at minute \(end)")
    }
    #expect(firing.contains { $0.1 == 1 } && firing.last?.1 == 0)
  }

  /// 100,000 alerts that fire are 25 MiB at most: what is kept of them, were every table just grown to twice its size. What a process takes
  /// says `forewarn-bench alerts`.
  @Test func manyFiringAlertsAreSmall() {
    let log = RecordLog(partitions: 1)
    for n in 0..<100_000 {
      let at = MergeTests.base + Int64(n / 2_000) * 60_000_000
      log.append(
        0, timestampMicros: at,
        #"{"instance":"c\#(n % 1_000)","alert":"t\#(n / 1_000 % 5)","fingerprint":"f\#(n)","time":"\#(Timestamp.text(at))","severity":"warning"}"#
      )
    }
    let driver = EngineDriver(log, kinds: [.alerts])
    driver.batchRecords = 512
    driver.run()
    let known = driver.engine.statistics.registers.count + driver.engine.statistics.openAlerts.alerts.count
    #expect(known == 100_000)
    let bytes = driver.engine.snapshot().count
    #expect(2 * bytes <= 25 << 20, "\(bytes)")
  }
}

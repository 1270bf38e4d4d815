import Testing

@testable import ForewarnCore

/// The whole engine on random estates that share items and instances, with texts, people's words and names that were written to leak: no
/// member of an event of one account holds a name that is another's alone.
@Suite struct LeakFuzzTests {
  /// A name, and the accounts that may read it.
  private struct Secret {
    var words: String
    var readers: Set<String>
  }

  private struct Run {
    var estate: PrivacyTests.Estate
    var customers: CustomerModel
    var secrets: [Secret]

    init(seed: Int) {
      estate = PrivacyTests.Estate(seed: seed)
      var table = estate.table
      secrets = estate.names.map { Secret(words: Self.words($0.text), readers: $0.readers) }
      for index in table.accounts.indices {
        let id = table.accounts[index].id
        table.accounts[index].manager = "manager\(index)q\(seed)"
        table.accounts[index].owners = .init("owner\(index)q\(seed)")
        secrets.append(Secret(words: "manager\(index)q\(seed)", readers: [id]))
        secrets.append(Secret(words: "owner\(index)q\(seed)", readers: [id]))
      }
      for row in table.installBase {
        let account = table.soldProducts.first { $0.id == row.soldProduct }?.account
        secrets.append(Secret(words: "\(row.id)q\(seed)", readers: account.map { [$0] } ?? []))
      }
      for index in table.installBase.indices { table.installBase[index].id += "q\(seed)" }
      customers = CustomerModel(table)
    }

    static func words(_ text: String) -> String {
      text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }
  }

  /// All texts in a value, names of members too.
  private static func texts(_ value: JSONValue) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let list): list.flatMap(texts)
    case .object(let members): members.flatMap { [$0.key] + texts($0.value) }
    case .null, .bool, .number: []
    }
  }

  /// `before`: what the last event of the case showed. A ticket unlinks by their ids the items that it was told then.
  private static func leaks(_ event: JSONValue, _ run: Run, before: JSONValue?) -> [String] {
    let readers = Set(event["data"]["customer"]["accounts"].list.compactMap { $0["id"].text })
    guard !readers.isEmpty else { return [] }
    let unlinked = event["data"]["change"]["install_base_items_removed"].list.compactMap(\.text)
    let linked = before?["data"]["affected"]["items"].list.compactMap { $0["install_base_item"].text } ?? []
    let hidden = run.secrets.filter { $0.readers.isDisjoint(with: readers) }
    let told = texts(event.without("install_base_items_removed")).map { " \(Run.words($0)) " }
    return unlinked.filter { !linked.contains($0) }
      + hidden.filter { secret in told.contains { $0.contains(" \(secret.words) ") } }.map(\.words)
  }

  private static func log(_ run: Run, seed: Int) -> RecordLog {
    var random = Random(seed: seed)
    let log = RecordLog(partitions: 1)
    for minute in 0..<70 {
      for _ in 0..<random.below(3) where minute < 40 {
        let at = Planted.time(minute, second: 2 + random.below(50))
        let row = run.estate.table.installBase[random.below(run.estate.table.installBase.count)]
        let isByItem = random.chance(0.7)
        let name = random.chance(0.2) ? run.estate.sentence(&random) : "disk_full_\(random.below(4))"
        log.append(
          0, timestampMicros: at,
          JSONText.alert(
            name, at, instance: isByItem ? nil : row.instance, ci: isByItem ? row.ci : nil, severity: "critical",
            status: random.chance(0.25) ? "resolved" : "firing", domain: "capacity", fingerprint: row.ci,
            summary: run.estate.sentence(&random)))
      }
      let at = Planted.time(minute, second: 1)
      log.append(0, timestampMicros: at, JSONText.transaction("other", "ping", at, millis: 5))
    }
    return log
  }

  private static func events(_ run: Run, seed: Int, _ controls: [String] = []) -> [JSONValue] {
    let driver = EngineDriver(log(run, seed: seed), kinds: [.alerts], customers: run.customers)
    for (number, text) in controls.enumerated() { driver.engine.takeControl(ControlTests.record(number, text)) }
    driver.finish()
    return driver.cases()
  }

  /// People write of others too.
  private static func controls(_ events: [JSONValue], _ run: Run, _ random: inout Random) -> [String] {
    let ids = Set(events.filter { $0["data"]["kind"].text != "major" }.compactMap { $0["data"]["case_id"].text })
      .sorted()
    return ids.prefix(4).enumerated().map { n, id in
      let words = JSONText.quote(run.estate.sentence(&random))
      let member = ["cause", "known_error", "ticket", "action"][n % 4]
      return ControlTests.say(
        "feedback", at: 45, #""case_id":"\#(id)","\#(member)":\#(words),"comment":\#(words)"#)
    }
  }

  @Test(arguments: 0..<8)
  func noMemberNamesAnother(part: Int) {
    var told = 0
    for seed in part * 10..<(part + 1) * 10 {
      let run = Run(seed: seed)
      var random = Random(seed: seed)
      let events = Self.events(run, seed: seed, Self.controls(Self.events(run, seed: seed), run, &random))
      var last: [String: JSONValue] = [:]
      for event in events where event["data"]["kind"].text != "major" {
        told += 1
        let id = event["data"]["case_id"].text ?? ""
        let found = Self.leaks(event, run, before: last[id])
        #expect(found == [], "estate \(seed): \(event["id"].text ?? "")")
        last[id] = event
      }
    }
    #expect(told > 40)
  }

  /// The search finds what is there: the events of one customer, read by another.
  @Test func aPlantedLeakIsFound() {
    var found = 0
    for seed in 0..<20 {
      let run = Run(seed: seed)
      for event in Self.events(run, seed: seed) where event["data"]["kind"].text != "major" {
        let readers = Set(event["data"]["customer"]["accounts"].list.compactMap { $0["id"].text })
        let told = Self.texts(event).map { " \(Run.words($0)) " }
        let own = run.secrets.filter { !$0.readers.isDisjoint(with: readers) }
        if own.contains(where: { secret in told.contains { $0.contains(" \(secret.words) ") } }) { found += 1 }
      }
    }
    #expect(found > 20)
  }
}

import ForewarnCore

/// Writes a story's records, minute by minute, as clients write them: natively, as webhooks and CloudEvents, singly and in arrays, with the
/// dirt that real topics have.
struct StoryEvents {
  private(set) var lines: [Story.Line] = []
  private let seed: Int
  private let estate: Estate
  private let kinds: [TopicKind]
  private var random: Random
  private var troubles: [Trouble]
  /// Minutes of the story, a long silence not counted.
  private let minutes: Int
  /// Where the silence is, and how long.
  private var away = 0..<0
  private let dirtShare: Double
  private let spreads: Bool

  static let begin = EngineDriver.day
  private static let second: Int64 = 1_000_000

  init(seed: Int, _ estate: Estate, _ kinds: [TopicKind], _ random: Random) {
    self.seed = seed
    self.estate = estate
    self.kinds = kinds
    self.random = random
    let history =
      Story.isDay(seed) ? 1_460 : Story.isPatient(seed) ? 150 : Story.flavour(seed) == 4 ? 60 : 125
    minutes = history + 100 + self.random.below(40)
    troubles = Trouble.some(
      seed: seed, instances: estate.instances.count, history: history, minutes: minutes, &self.random)
    dirtShare = [0, 0.05, 0.3].picked(by: &self.random)
    spreads = self.random.chance(0.3)
    away = minutes..<minutes + Story.silence(seed)
  }

  mutating func tell() {
    for minute in 0..<minutes { tell(minute) }
    if !away.isEmpty {
      for minute in away.upperBound..<away.upperBound + 45 { tell(minute) }
    }
    // A stable sort: what arrives at once stays in the order of its telling.
    lines = lines.enumerated().sorted {
      ($0.element.arrivalMicros, $0.offset) < ($1.element.arrivalMicros, $1.offset)
    }.map(\.element)
  }

  private mutating func tell(_ minute: Int) {
    for number in estate.instances.indices {
      let usage = share(of: number, minute)
      for at in estate.instances[number].transactions.indices { add(at, of: number, usage, minute) }
      if random.chance(0.04) {
        add(alert("cpu_high", number, "warning", "capacity", moment(minute)), isAlert: true, number)
      }
    }
    for trouble in troubles where trouble.holds(minute) { add(trouble, minute) }
    if random.chance(dirtShare) { addDirt(minute) }
  }

  private func share(of number: Int, _ minute: Int) -> Double {
    troubles.reduce(1) { $1.instance == number ? $0 * $1.usage(minute) : $0 }
  }

  private mutating func moment(_ minute: Int) -> Int64 {
    Self.begin + (Int64(minute) * 60_000 + Int64(random.below(60_000))) * 1_000
  }

  // MARK: Records

  private mutating func add(_ text: String?, isAlert: Bool, _ number: Int, at time: Int64, delay: Int64? = nil) {
    let kind: TopicKind = isAlert ? .alerts : .transactions
    let own = kinds.indices.filter { kinds[$0] == kind }
    let open = own.isEmpty ? Array(kinds.indices) : own
    let partition =
      random.chance(open.count > 8 ? 0.9 : 0.05) ? open.picked(by: &random) : open[(number + seed) % open.count]
    let delay = delay ?? Int64(random.below(random.chance(0.1) ? 60_000 : 2_000)) * 1_000
    lines.append(Story.Line(partition: partition, arrivalMicros: time + delay, text: text))
  }

  private mutating func add(_ event: (text: String, time: Int64), isAlert: Bool, _ number: Int) {
    add(event.text, isAlert: isAlert, number, at: event.time)
  }

  // MARK: Transactions

  private mutating func add(_ at: Int, of number: Int, _ usage: Double, _ minute: Int) {
    let transaction = estate.instances[number].transactions[at]
    let requests = Int(Double(transaction.requests) * usage * (0.85 + 0.3 * random.uniform()))
    guard requests > 0, !random.chance(0.02) else { return }
    var level = transaction.millis * (1 + 0.04 * random.bell())
    var errors = random.chance(0.02) ? 1 : 0
    for trouble in troubles where trouble.instance == number && (at == 0 || trouble.number % 2 == 0) {
      level *= trouble.slowdown(minute)
      errors = max(errors, Int(Double(requests) * trouble.errorShare(minute)))
    }
    errors = min(errors, requests)
    let good = requests - errors
    // The quick four fifths and the slow rest, as a client sums up that knows no more.
    let parts: [(Int, Double)] = spreads && good > 4 ? [(good * 4 / 5, 0.85), (good - good * 4 / 5, 1.6)] : [(good, 1)]
    var texts: [(String, Int64)] = []
    for (count, factor) in parts where count > 0 {
      texts.append(native(transaction, number, level * factor, count, isError: false, moment(minute)))
    }
    if errors > 0 { texts.append(native(transaction, number, level, errors, isError: true, moment(minute))) }
    if texts.count > 1, random.chance(0.05) {
      let newest = texts.map(\.1).max() ?? 0
      add(("[" + texts.map(\.0).joined(separator: ",") + "]", newest), isAlert: false, number)
    } else {
      for event in texts { add(event, isAlert: false, number) }
    }
  }

  private mutating func native(
    _ transaction: Estate.Transaction, _ number: Int, _ millis: Double, _ count: Int, isError: Bool, _ time: Int64
  ) -> (String, Int64) {
    let instance = estate.instances[number]
    let micros = Int(max(0, millis) * 1_000)
    let whose =
      random.chance(0.03)
      ? #""ci":\#(JSONText.quote(instance.item))"# : #""instance":\#(JSONText.quote(instance.name))"#
    let text =
      #"{"time":\#(time / 1_000),\#(whose),"transaction":\#(JSONText.quote(transaction.name)),"duration_ms":\#(Self.decimal(micros)),"count":\#(count)\#(isError ? #","error":true"# : "")}"#
    return (random.chance(0.01) ? enveloped(text, time) : text, time)
  }

  /// Thousandths, without a library that writes doubles.
  private static func decimal(_ thousandths: Int) -> String {
    let rest = String(thousandths % 1_000)
    return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - rest.utf8.count) + rest
  }

  private func enveloped(_ text: String, _ time: Int64) -> String {
    #"{"specversion":"1.0","id":"\#(time)","source":"s","type":"t","time":"2025-10-09T00:00:00Z","data":\#(text)}"#
  }

  // MARK: Alerts

  private mutating func alert(
    _ name: String, _ number: Int?, _ severity: String, _ domain: String, _ time: Int64, item: String? = nil,
    status: String = "firing", fingerprint: String? = nil, startMillis: Int64? = nil, summary: String? = nil
  ) -> (text: String, time: Int64) {
    let instance = number.map { estate.instances[$0].name }
    if random.chance(0.06) {
      var labels = [
        #""alertname":\#(JSONText.quote(name))"#, #""severity":"\#(severity)""#, #""domain":"\#(domain)""#,
      ]
      if let instance { labels.append(#""customer_instance":\#(JSONText.quote(instance))"#) }
      if let item { labels.append(#""host":\#(JSONText.quote(item + ":9100"))"#) }
      let end = status == "firing" ? "" : #""endsAt":\#(time / 1_000),"#
      let annotations = summary.map { #"{"summary":\#(JSONText.quote($0))}"# } ?? "{}"
      let print = fingerprint.map { #","fingerprint":\#(JSONText.quote($0))"# } ?? ""
      let one =
        #"{"status":"\#(status)","labels":{\#(labels.joined(separator: ","))},"annotations":\#(annotations),\#(end)"startsAt":\#(startMillis ?? time / 1_000)\#(print)}"#
      return (#"{"version":"4","status":"firing","alerts":[\#(one)]}"#, time)
    }
    var members = [
      #""alert":\#(JSONText.quote(name))"#, #""time":\#(time / 1_000)"#, #""severity":"\#(severity)""#,
      #""status":"\#(status)""#, #""domain":"\#(domain)""#,
    ]
    for (key, value) in [("instance", instance), ("ci", item), ("fingerprint", fingerprint), ("summary", summary)] {
      if let value { members.append(#""\#(key)":\#(JSONText.quote(value))"#) }
    }
    if let startMillis { members.append(#""startsAt":\#(startMillis)"#) }
    let text = "{" + members.joined(separator: ",") + "}"
    return (random.chance(0.03) ? enveloped(text, time) : text, time)
  }

  private static let domains = ["network", "capacity", "database", "application", "other"]
  private static let severities = ["critical", "major", "minor", "warning", "info"]
  private static let alertNames = ["db_connections_high", "disk_full", "latência", "🔥", "HTTP 5xx \"rate\""]

  private mutating func add(_ trouble: Trouble, _ minute: Int) {
    let number = trouble.instance
    let domain = Self.domains[(trouble.number + seed) % 5]
    let name = Self.alertNames[(trouble.number + seed) % 5]
    let item = estate.instances[number].item
    switch trouble.kind {
    case .burst:
      let severity = Self.severities[(trouble.number + seed / 3) % 4]
      for i in 0..<Int(trouble.strength * 5) {
        let time = moment(minute)
        add(
          alert(
            name, number, severity, domain, time, item: i % 3 == 0 ? "\(item)-\(i % 4)" : nil,
            fingerprint: i % 4 == 1 ? "f\(minute)-\(i % 8)" : nil, summary: i % 2 == 0 ? "minute \(minute)" : nil),
          isAlert: true, number)
      }
    case .sharedBurst:
      for _ in 0..<Int(trouble.strength * 5) {
        let time = moment(minute)
        add(
          alert("shared " + name, nil, "major", domain, time, item: estate.sharedItem ?? item, summary: "pool used up"),
          isAlert: true, number)
      }
    case .novelty:
      let time = moment(minute)
      add(
        alert(
          "new-\(trouble.number)-\(minute - trouble.minutes.lowerBound)", number, Self.severities.picked(by: &random),
          domain, time, summary: "first seen"), isAlert: true, number)
    case .critical: addCritical(trouble, name, domain, minute)
    case .storm:
      let isWordy = Estate.isVerbose(seed)
      for kind in 0..<18 {
        for _ in 0..<3 {
          let time = moment(minute)
          add(
            alert(
              "storm-\(kind)"
                + (isWordy || kind % 6 == 0 ? String(repeating: isWordy ? "\"\"" : "-w", count: 120) : ""), number,
              Self.severities[(kind + seed) % 4], Self.domains[kind % 5], time,
              item: "\(item)-\(kind)" + (isWordy ? String(repeating: "\\", count: 240) : ""),
              summary: String(repeating: isWordy ? "🛠" : "so long ", count: isWordy ? 300 : kind * 5)),
            isAlert: true, number)
        }
      }
    case .flood:
      let fingerprints: [Range<Int>] =
        switch minute - trouble.minutes.lowerBound {
        case 0: [0..<33_000]
        case 4: [33_000..<66_500]
        case 10: [0..<120, 33_000..<33_070, 40_000..<40_030]
        default: []
        }
      for number in fingerprints { addFlood(number, minute) }
    case .jump, .wild:
      for i in 0..<20 {
        let time = moment(minute)
        let ahead = time + 5 * 3_600 * Self.second
        let event = native(
          estate.instances[0].transactions[0], i % estate.instances.count, 50, 1, isError: false, ahead)
        add(event.0, isAlert: false, 0, at: time)
        let other = alert("clock-\(i % 3)", 0, "info", "other", ahead)
        add(other.text, isAlert: i % 2 == 0, 0, at: time)
      }
      for ahead in 0..<(trouble.kind == .wild ? 2_100 : 0) {
        let arrival = Self.begin + (Int64(minute + 1) * 60_000 + Int64(ahead)) * 1_000
        let far = Self.begin + (Int64(minute + ahead) * 60 + 5 * 3_600) * Self.second
        let event = native(estate.instances[0].transactions[0], 0, 40, 2, isError: false, far)
        lines.append(Story.Line(partition: kinds.count - 1, arrivalMicros: arrival, text: event.0))
      }
    default: break
    }
  }

  private mutating func addFlood(_ fingerprints: Range<Int>, _ minute: Int) {
    let instance = JSONText.quote(estate.instances[0].name)
    let time = Self.begin + Int64(minute) * 60 * Self.second
    for first in stride(from: fingerprints.lowerBound, to: fingerprints.upperBound, by: 1_000) {
      let events = (first..<min(first + 1_000, fingerprints.upperBound)).map {
        #"{"alert":"flood","instance":\#(instance),"time":\#(time / 1_000),"startsAt":1759999000000,"fingerprint":\#($0)}"#
      }
      add("[" + events.joined(separator: ",") + "]", isAlert: true, 0, at: time, delay: Int64(first) * 100)
    }
  }

  /// A critical alert that is sent again each minute, gets company, and is over.
  private mutating func addCritical(_ trouble: Trouble, _ name: String, _ domain: String, _ minute: Int) {
    let number = trouble.instance
    let item = estate.instances[number].item
    let time = moment(minute)
    let start = (Self.begin + Int64(trouble.minutes.lowerBound) * 60 * Self.second) / 1_000
    let isKnown = trouble.number % 2 == 0
    let isLast = minute == trouble.minutes.upperBound - 1
    add(
      alert(
        name, trouble.number % 3 == 2 ? nil : number, trouble.number % 5 == 4 ? "major" : "critical", domain, time,
        item: trouble.number % 3 == 0 ? nil : item, status: isLast && trouble.minutes.count > 1 ? "resolved" : "firing",
        fingerprint: isKnown ? "critical-\(trouble.number)" : nil, startMillis: isKnown ? start : nil,
        summary: trouble.number % 2 == 0 ? "/var is \(minute % 100) % full" : nil), isAlert: true, number)
    if minute % 4 == 1 {
      add(
        alert("also-\(minute % 3)", number, "critical", "database", time + 1_000, item: estate.sharedItem),
        isAlert: true, number)
    }
  }

  // MARK: Dirt

  private mutating func addDirt(_ minute: Int) {
    let number = random.below(estate.instances.count)
    let transaction = estate.instances[number].transactions[0]
    let time = moment(minute)
    func whole(_ micros: Int64, _ count: Int, _ events: inout StoryEvents) -> String {
      events.native(transaction, number, transaction.millis, count, isError: false, micros).0
    }
    let isAlert = random.chance(0.3)
    let what = random.below(13)
    let text: String?
    switch what {
    case 0: text = "{"
    case 1: text = nil
    case 2: text = ""
    case 3: text = #"{"instance":"acme-prod","transaction":"t","time":\#(time / 1_000)}"#
    case 4: text = whole(time - Int64(random.between(20...300)) * 60 * Self.second, 3, &self)
    case 5: text = whole(time + Int64(random.between(10...300_000)) * 60 * Self.second, 3, &self)
    case 6: text = whole(time - Int64(random.between(1...9)) * 60 * Self.second, 3, &self)
    case 7: text = "[" + whole(time, 1, &self) + #",7,{"alert":"a"},"# + whole(time, 2, &self) + "]"
    case 8: text = #"{"instance":"i","alert":"a","time":"long ago"}"#
    case 9: text = #"{"instance":"i","transaction":"t","duration_ms":1,"count":0}"#
    case 10: text = #"{"instance":"i","alert":"a","severity":9}"#
    case 11: text = #"{"severity":"critical","hello":"world"}"#
    // Its time is the record's own.
    default: text = #"{"ci":"stranger-\#(number)","alert":"who is it","severity":"critical","summary":"\u0007bell"}"#
    }
    add(text, isAlert: isAlert, number, at: time, delay: what == 6 ? 0 : nil)
  }
}

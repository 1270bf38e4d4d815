import ForewarnCore
import StreamRuntime

/// One test, run: the case events that came, and what of them was not expected or did not come.
struct CaseTestRun {
  private static let shownEvents = 3

  let test: CaseTest
  let startMicros: Int64
  private(set) var events: [ConsumedCaseEvent] = []
  /// By the number of the expectation, the number of its event.
  private var met: [Int: Int] = [:]

  /// Feeds the events to an engine of its own.
  init(_ test: CaseTest, _ loaded: LoadedCaseTests, _ console: Console) throws {
    self.test = test
    startMicros = test.start?.micros(from: 0) ?? CaseTest.usualStartMicros
    let records = TestRecords(test.feed, startMicros: startMicros)
    var files = records.files
    for path in test.feed.inputs { files.append(try RecordedFile(path: path)) }
    let until = test.until?.micros(from: startMicros) ?? .min
    let input = RecordedInput(files: files, topics: loaded.configuration.topics)
    // Nothing is judged by the clock of this machine: a test gives the same today and in a year.
    let last = max(records.lastMicros ?? startMicros, until)
    let run = RecordedRun(
      name: "test", configuration: loaded.configuration, customers: loaded.customers,
      nowMicros: test.feed.inputs.isEmpty ? last + 1 : max(last + 1, SystemTime().wallMicros), console: console)
    var events: [ConsumedCaseEvent] = []
    // Refused records are told as `replay` tells them.
    _ = try run.feed(input, throughMicros: until) { value in
      let event = value.withUnsafeBytes { ConsumedCaseEvent(Bytes($0)) }
      if let event { events.append(event) }
    }
    self.events = events
    assign()
  }

  // MARK: Verdict

  /// Gives each expectation an event of its own, as many as can be (augmenting paths), earlier ones first.
  private mutating func assign() {
    var taken: [Int: Int] = [:]
    func find(_ expectation: Int, _ tried: inout Set<Int>) -> Bool {
      for (number, event) in events.enumerated()
      where !tried.contains(number) && test.expected[expectation].differences(event, start: startMicros).isEmpty {
        tried.insert(number)
        var isFree = true
        if let other = taken[number] { isFree = find(other, &tried) }
        if isFree {
          taken[number] = expectation
          return true
        }
      }
      return false
    }
    for (number, expectation) in test.expected.enumerated() where expectation.wanted != .none {
      var tried: Set<Int> = []
      _ = find(number, &tried)
    }
    met = Dictionary(uniqueKeysWithValues: taken.map { ($0.value, $0.key) })
  }

  /// What is wrong, each with its place and what is near; empty when the test passes.
  var failures: [String] {
    var failures: [String] = []
    for (number, expectation) in test.expected.enumerated() {
      let place = test.places[number].text
      if expectation.wanted == .none {
        let found = events.filter { expectation.differences($0, start: startMicros).isEmpty }
        if found.isEmpty { continue }
        failures.append(
          failure(
            place, "expected \(expectation.text(times(expectation)))",
            found.prefix(Self.shownEvents).map { "came: \(line($0))" }))
      } else if met[number] == nil {
        failures.append(failure(place, "expected \(expectation.text(times(expectation)))", nearest(expectation)))
      }
    }
    let wanted = Set(met.values)
    for (number, event) in events.enumerated()
    where ["opened", "reopened"].contains(event.change) && !wanted.contains(number) {
      failures.append(failure(test.position.text, "a case that nothing expects", ["came: \(line(event))"]))
    }
    return failures
  }

  private func failure(_ place: String, _ what: String, _ lines: [String]) -> String {
    (["\(place): \(test.name): \(what)"] + lines.map { "    \($0)" }).joined(separator: "\n")
  }

  /// The events that differ in the fewest ways, and of these the nearest in time, with the ways.
  private func nearest(_ expectation: Expectation) -> [String] {
    guard !events.isEmpty else { return ["came: no case event at all"] }
    let ranked = events.enumerated().map { number, event in
      (
        number: number, differences: expectation.differences(event, start: startMicros),
        distance: expectation.distance(event, start: startMicros)
      )
    }.sorted { ($0.differences.count, $0.distance, $0.number) < ($1.differences.count, $1.distance, $1.number) }
    return ranked.prefix(Self.shownEvents).map { near in
      let why = near.differences.isEmpty ? "another line expects it too" : near.differences.joined(separator: "; ")
      return "nearest: \(line(events[near.number])): \(why)"
    }
  }

  private func times(_ expectation: Expectation) -> String {
    func text(_ micros: Int64) -> String { TestMoment.text(micros: micros, after: startMicros) }
    if let at = expectation.at { return "at \(text(at.micros(from: startMicros)))" }
    return expectation.between.map { "between \($0.text)" } ?? ""
  }

  /// A case event on one line.
  func line(_ event: ConsumedCaseEvent) -> String {
    let end = event.resolution.isEmpty ? "" : ", \(event.resolution)"
    return
      "\(TestMoment.text(micros: event.timeMicros, after: startMicros)) \(event.change) \(event.instance) \(event.kind), \(event.severity), priority \(event.priority)\(end), \(event.codes.joined(separator: "+")) \"\(event.headline)\""
  }
}

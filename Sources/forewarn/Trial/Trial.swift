import ForewarnCore
import StreamRuntime

/// Records through the decoders of their topics, and nothing further: what each became.
struct Trial {
  let configuration: Configuration
  let customers: CustomerModel
  let nowMicros: Int64
  /// Records that are told one by one.
  let shown: Int
  let console: Console

  private(set) var records = 0
  private(set) var events = 0
  private(set) var refused = 0
  private(set) var passedOver = 0
  private(set) var refusals = RefusalGroups()
  private(set) var unknownWords: [UnknownWord] = []
  /// What is odd about what was taken, a sentence each.
  private(set) var hints: [String] = []
  /// Of the partition that is read.
  private var lint = InputLint()

  init(_ configuration: Configuration, _ customers: CustomerModel, nowMicros: Int64, shown: Int, _ console: Console) {
    self.configuration = configuration
    self.customers = customers
    self.nowMicros = nowMicros
    self.shown = shown
    self.console = console
  }

  mutating func run(_ input: RecordedInput) throws(LogFailure) {
    var batch = RecordBatch()
    try input.start(at: input.partitions.map { _ in 0 })
    for (partition, source) in input.sources.enumerated() {
      var settings = source.decoder
      settings.topic = source.id.topic
      var decoder = RecordDecoder(settings)
      lint = InputLint()
      while try input.poll(partition, into: &batch) == .records {
        for record in batch.records {
          let place = input.location(partition: partition, offset: record.offset).map { "\($0.file):\($0.line)" }
          take(record, batch.headers(of: record), of: source, at: place ?? "@\(record.offset)", &decoder)
        }
      }
      for hint in lint.hints(unit: settings.unit) where !hints.contains(hint) { hints.append(hint) }
      for count in decoder.unknownWords.counts {
        unknownWords.append(
          UnknownWord(topic: source.id.topic, field: count.field, word: count.word, alerts: count.alerts))
      }
    }
  }

  private mutating func take(
    _ record: Record, _ headers: [RecordHeader], of source: RecordedInput.Partition, at place: String,
    _ decoder: inout RecordDecoder
  ) {
    var taken: [Event] = []
    var arena = ByteArena()
    let bytes = RecordBytes(
      value: record.value, key: record.key, headers: headers, timestampMicros: record.timestampMicros)
    let before = decoder.passedOver
    let result = decoder.decode(bytes, into: &taken, arena: &arena)
    records += 1
    events += taken.count
    for event in taken { lint.take(event) }
    refused += result.rejectedEvents
    passedOver += result.skipped
    var lines = [heading(place, source, record)]
    if records <= shown { lines += told(taken, record, source) }
    for (rule, count) in decoder.passedOver.since(before).rules where result.skipped > 0 {
      lines.append("  passed over: \(count) × \(rule.name): \(rule.explanation)")
    }
    if let rejection = result.rejection {
      let explanation = decoder.explanation(of: rejection, decoder.blame, in: record.value)
      _ = refusals.take(rejection.rawValue, decoder.blame?.name, at: place, explanation)
      let many = result.rejectedEvents > 1 ? " (\(result.rejectedEvents) events)" : ""
      lines.append("  refused\(many): \(rejection.rawValue): \(explanation)")
      if let advice = text(source).advice(on: rejection) { lines.append("  → \(advice)") }
      lines.append(deadLetters)
    }
    if records <= shown { console.print(lines.joined(separator: "\n")) }
  }

  private static let eventsShown = 20

  private func text(_ source: RecordedInput.Partition) -> TrialText {
    TrialText(configuration: configuration, customers: customers, settings: source.decoder, nowMicros: nowMicros)
  }

  private func told(_ events: [Event], _ record: Record, _ source: RecordedInput.Partition) -> [String] {
    let text = text(source)
    let lines = events.prefix(Self.eventsShown).flatMap { text.lines(for: $0, record) }
    return events.count > Self.eventsShown ? lines + ["  … and \(events.count - Self.eventsShown) more"] : lines
  }

  private var deadLetters: String {
    configuration.outputs[.deadLetter].map { "  goes to \($0), as it is" }
      ?? "  goes nowhere: output.dead_letter is off"
  }

  private func heading(_ place: String, _ source: RecordedInput.Partition, _ record: Record) -> String {
    if source.isEnveloped { return "\(place) (\(source.id.topic) [\(source.id.partition)] @\(record.offset))" }
    let topic = configuration.topics.first { $0.decoder == source.decoder }?.name
    return "\(place) (\(topic.map { "as \($0)" } ?? "as no topic of the configuration"))"
  }
}

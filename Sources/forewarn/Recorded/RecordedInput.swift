import ForewarnCore
import StreamRuntime

/// Files as an event log: what `replay`, `backtest` and `verify` read.
///
/// A line is either the bare value of an event or an envelope of `kcat -J`. The bare lines of a file are a partition of their
/// own, with the number of the line as offset; envelopes go to the partition that they name, over all files, in offset order.
/// A line that is no JSON is a bare value, which the decoder will refuse and count. Nothing is read twice or kept but an index.
final class RecordedInput: EventReader {
  /// One partition, in the order of `partitions`.
  struct Partition {
    var id: TopicPartition
    var kind: TopicKind
    /// How its values are decoded: as those of the topic are; of bare values, as those of the topic that they were found to be of.
    var decoder: DecoderSettings
    /// The lines are envelopes, not bare values.
    var isEnveloped: Bool
    var index: RecordIndex
    fileprivate var next = 0

    var records: Int { index.entries.count }
  }

  private(set) var sources: [Partition] = []
  /// Those of topics that are read beside the inputs.
  private(set) var references: [Partition] = []
  /// Sentences for the user about what was left out.
  private(set) var warnings: [String] = []

  private let files: [RecordedFile]
  private let batchRecords: Int
  /// What had to be unescaped of each partition's last batch.
  private let arenas: UnsafeMutableBufferPointer<ByteArena>

  var partitions: [TopicPartition] { sources.map(\.id) }

  /// Opens and indexes all inputs.
  /// - Parameters:
  ///   - paths: files, or `-` for standard input; gzip is told by its first bytes.
  ///   - topics: those that an envelope may name. Records of other topics are left out, with a warning.
  ///   - bareTopic: the topic whose values bare lines are; nil = the one whose settings make most of a file's first lines.
  convenience init(
    paths: [String], topics: [TopicConfiguration], bareTopic: String? = nil, batchRecords: Int = Limits.batchRecords
  ) throws(RecordedInputError) {
    guard paths.count <= RecordIndex.mostFiles else {
      throw RecordedInputError(
        path: paths[0], reason: "\(paths.count) inputs are more than \(RecordIndex.mostFiles)",
        remedy: "join some of them, e.g. with cat")
    }
    var files: [RecordedFile] = []
    for path in paths { files.append(try RecordedFile(path: path)) }
    self.init(files: files, topics: topics, bareTopic: bareTopic, batchRecords: batchRecords)
  }

  init(
    files: [RecordedFile], topics: [TopicConfiguration], bareTopic: String? = nil,
    batchRecords: Int = Limits.batchRecords
  ) {
    assert(files.count <= RecordIndex.mostFiles, "the index has room for their numbers")
    var decoders: [String: DecoderSettings] = [:]
    for topic in topics { decoders[topic.name] = topic.decoder }
    let kinds = decoders.mapValues(\.kind)
    self.batchRecords = max(1, batchRecords)
    self.files = files
    for file in files where file.isUTF16 {
      warnings.append(
        "\(file.path) is UTF-16, so that none of its lines can be read: iconv -f UTF-16 -t UTF-8 makes it one that can")
    }

    var enveloped: [TopicPartition: RecordIndex] = [:]
    var unknown: [String: Int] = [:]
    for (number, file) in files.enumerated() {
      let index = Self.index(file, number, kinds, into: &enveloped, unknown: &unknown)
      if index.entries.isEmpty { continue }
      let id = TopicPartition(topic: Self.baseName(file.path), partition: Int32(number))
      let decoder = bareTopic.flatMap { decoders[$0] } ?? Self.decoder(of: file, index, topics)
      sources.append(Partition(id: id, kind: decoder.kind, decoder: decoder, isEnveloped: false, index: index))
    }
    for (id, index) in enveloped.sorted(by: { $0.key < $1.key }) {
      guard let decoder = decoders[id.topic] else { continue }
      var index = index
      let repeats = index.settle { Self.line(of: $0, in: files).elementsEqual(Self.line(of: $1, in: files)) }
      warnings += Self.warnings(of: repeats, id)
      sources.append(Partition(id: id, kind: decoder.kind, decoder: decoder, isEnveloped: true, index: index))
    }
    for (topic, count) in unknown.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      warnings.append(
        "\(count) records of topic \(topic) are left out: the configuration does not list it under `topics:`")
    }
    references = sources.filter(\.kind.isReference)
    sources.removeAll(where: \.kind.isReference)
    sources.sort { $0.id == $1.id ? !$0.isEnveloped && $1.isEnveloped : $0.id < $1.id }
    arenas = .allocate(capacity: sources.count)
    for place in sources.indices { arenas.initializeElement(at: place, to: ByteArena()) }
  }

  /// Partitions of another one, or parts of them.
  init(_ sources: [Partition], of whole: RecordedInput) {
    self.sources = sources
    files = whole.files
    batchRecords = whole.batchRecords
    arenas = .allocate(capacity: sources.count)
    for place in sources.indices { arenas.initializeElement(at: place, to: ByteArena()) }
  }

  deinit {
    arenas.deinitialize()
    arenas.deallocate()
  }

  /// The lines of a partition's records, in offset order.
  func lines(of partition: Partition) -> [UnsafeRawBufferPointer] {
    partition.index.entries.map { Self.line(of: $0, in: files) }
  }

  func start(at offsets: [Int64]) throws(LogFailure) {
    guard offsets.count == sources.count else {
      throw LogFailure(
        .broken, "\(offsets.count) positions were given for \(sources.count) partitions of recorded input",
        remedy: "report this as a defect of Forewarn")
    }
    for place in sources.indices { sources[place].next = sources[place].index.firstPlace(notBelow: offsets[place]) }
  }

  func poll(_ partition: Int, into batch: inout RecordBatch) throws(LogFailure) -> PollResult {
    batch.removeAll()
    arenas[partition].removeAll()
    let source = sources[partition]
    let end = min(source.next + batchRecords, source.records)
    for place in source.next..<end {
      let entry = source.index.entries[place]
      let line = Lines.text(in: files[entry.file].bytes, at: entry.position)
      guard source.isEnveloped else {
        batch.records.append(
          Record(offset: entry.offset, timestampMicros: Event.noTime, value: Bytes(line), key: nil))
        continue
      }
      // It was one when it was indexed; a file that has changed since gives nothing.
      guard let envelope = KcatEnvelope(line, arena: &arenas[partition]), envelope.offset == entry.offset else {
        continue
      }
      batch.records.append(envelope.record(into: &batch, arena: &arenas[partition]))
    }
    sources[partition].next = end
    return batch.records.isEmpty ? .nothing : .records
  }

  /// Always known: a file does not grow while it is read.
  func freshEnd(_ partition: Int) -> FreshEnd? {
    FreshEnd(offset: (sources[partition].index.entries.last?.offset ?? -1) + 1, askedAtMicros: .max)
  }

  func position(_ partition: Int) -> Int64 {
    let source = sources[partition]
    return source.next < source.records ? source.index.entries[source.next].offset : freshEnd(partition)?.offset ?? 0
  }

  func askForEnds() {}
  func wait(atMostMillis: Int) {}
  func wake() {}
  func standing(_ partition: Int) -> PartitionStanding { PartitionStanding() }
  var layoutChange: LayoutChange? { nil }
  var seenOwner: SeenOwner? { nil }
  var connection: Connection { .connected }

  /// Where a record stands, for messages: the file as the user named it, and its line, counted from 1.
  func location(partition: Int, offset: Int64) -> (file: String, line: Int)? {
    let index = sources[partition].index
    let place = index.firstPlace(notBelow: offset)
    guard place < index.entries.count, index.entries[place].offset == offset else { return nil }
    let entry = index.entries[place]
    return (files[entry.file].path, files[entry.file].line(at: entry.position))
  }
}

// What is done once, when the inputs are opened.
extension RecordedInput {
  /// Sorts a file's lines: envelopes to their partitions, bare values into the index that is returned.
  private static func index(
    _ file: RecordedFile, _ number: Int, _ kinds: [String: TopicKind],
    into enveloped: inout [TopicPartition: RecordIndex],
    unknown: inout [String: Int]
  ) -> RecordIndex {
    var bare = RecordIndex()
    var arena = ByteArena()
    var lines = Lines(file.bytes)
    var current: TopicPartition?
    var offset: Int64 = 0
    while let line = lines.next() {
      defer { offset += 1 }
      arena.removeAll()
      guard let envelope = KcatEnvelope(line.bytes, arena: &arena) else {
        bare.append(RecordIndex.Entry(offset: offset, file: number, position: line.position))
        continue
      }
      // Runs of one partition are long, and a String for each record would be dear.
      if current?.partition != envelope.partition || !envelope.topic.buffer.elementsEqual((current?.topic ?? "").utf8) {
        current = TopicPartition(topic: envelope.topic.text, partition: envelope.partition)
      }
      guard let id = current else { continue }
      if kinds[id.topic] == nil {
        unknown[id.topic, default: 0] += 1
      } else {
        enveloped[id, default: RecordIndex()].append(
          RecordIndex.Entry(offset: envelope.offset, file: number, position: line.position))
      }
    }
    return bare
  }

  /// The settings that make most events of their topic's kind out of a file's first lines: those of a configured topic before the plain
  /// ones, and transactions where nothing makes any.
  private static func decoder(
    of file: RecordedFile, _ index: RecordIndex, _ topics: [TopicConfiguration]
  ) -> DecoderSettings {
    let plain = [TopicKind.transactions, .alerts, .signals].map { DecoderSettings(kind: $0) }
    let configured = topics.map(\.decoder).filter { !$0.kind.isReference }
    var best = (settings: configured.first { $0.kind == .transactions } ?? plain[0], events: 0)
    for settings in configured + plain {
      let events = eventsOfKind(settings, file, index)
      if events > best.events { best = (settings, events) }
    }
    return best.settings
  }

  private static func eventsOfKind(_ settings: DecoderSettings, _ file: RecordedFile, _ index: RecordIndex) -> Int {
    var decoder = RecordDecoder(settings)
    var arena = ByteArena()
    var events: [Event] = []
    var count = 0
    let wanted: Event.Kind =
      switch settings.kind {
      case .alerts: .alert
      case .signals: .signal
      case .transactions, .control, .installBase: .transaction
      }
    for entry in index.entries.prefix(1000) {
      arena.removeAll()
      events.removeAll(keepingCapacity: true)
      let line = Lines.text(in: file.bytes, at: entry.position)
      _ = decoder.decode(RecordBytes(value: Bytes(line)), into: &events, arena: &arena)
      count += events.count { $0.kind == wanted }
    }
    return count
  }

  private static func line(of entry: RecordIndex.Entry, in files: [RecordedFile]) -> UnsafeRawBufferPointer {
    Lines.text(in: files[entry.file].bytes, at: entry.position)
  }

  private static func warnings(of repeats: RecordIndex.Repeats, _ id: TopicPartition) -> [String] {
    var warnings: [String] = []
    let same = repeats.count - repeats.unlike
    if same > 0 {
      warnings.append(
        "\(id.topic) [\(id.partition)]: \(same) records stand in the input more than once; one of each is read")
    }
    if repeats.unlike > 0 {
      warnings.append(
        "\(id.topic) [\(id.partition)]: \(repeats.unlike) records differ from others of the same offset and are left out: these are dumps of two topics of one name, or of one that was made anew; replay them one by one"
      )
    }
    return warnings
  }

  private static func baseName(_ path: String) -> String {
    String(path.split(separator: "/").last ?? "-")
  }
}

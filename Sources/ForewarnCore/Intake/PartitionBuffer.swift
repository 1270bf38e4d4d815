/// The records of one source partition that are read and decoded, but not yet taken.
struct PartitionBuffer: ~Copyable {
  struct Pending {
    var offset: Int64
    /// `RecordClock.timestamp(of:)` it.
    var timestampMicros: Int64
    /// Position in the merge: the earliest event time of the record; where that is ahead of the record's clock, and so will not count, the
    /// clock: behind it are records of now. What cannot be decoded has no time and goes first.
    var orderMicros: Int64
    /// Its place in the batch.
    var record: Int32
    var firstEvent: Int32
    var eventCount: Int32
    var rejectedEvents: Int32
    /// Where the field stands that was in the way; -1 = nowhere.
    var blame: Int32
    var rejection: Rejection?

    var events: Range<Int> { Int(firstEvent)..<Int(firstEvent + eventCount) }
  }

  var batch = RecordBatch()
  private(set) var pending: [Pending] = []
  private var next = 0
  private(set) var events: [Event] = []
  /// Of records that were refused. Apart, as few are.
  private var blames: [Blame] = []
  private var arena = ByteArena()
  private var decoder: RecordDecoder

  init(_ settings: DecoderSettings) { decoder = RecordDecoder(settings) }

  var isEmpty: Bool { next == pending.count }

  var unknownWords: UnknownWords { decoder.unknownWords }
  var passedOver: PassedOverCounts { decoder.passedOver }

  var head: Pending { pending[next] }

  @inline(__always)
  mutating func take() -> Pending {
    assert(next < pending.count, "only what is there is taken")
    defer { next += 1 }
    return pending[next]
  }

  /// Why a record of the batch was refused, in words.
  func explanation(of taken: Pending) -> String {
    guard let rejection = taken.rejection else { return "" }
    return decoder.explanation(of: rejection, blame(of: taken), in: batch.records[Int(taken.record)].value)
  }

  /// The field that was in the way.
  func blame(of taken: Pending) -> Blame? { taken.blame < 0 ? nil : blames[Int(taken.blame)] }

  /// Decodes what `batch` was filled with. `nowMicros` stands in where neither event nor record names a time. A state that is told
  /// later after its own time than is allowed is told now.
  mutating func decode(_ lag: TellingLag, _ time: TimeSettings, nowMicros: Int64) {
    var lag = lag
    pending.removeAll(keepingCapacity: true)
    events.removeAll(keepingCapacity: true)
    blames.removeAll(keepingCapacity: true)
    arena.removeAll()
    next = 0
    for record in batch.records {
      let timestamp = RecordClock.timestamp(of: record)
      assert(record.offset > pending.last?.offset ?? -1, "the offsets of a batch ascend")
      let first = events.count
      let bytes = RecordBytes(
        value: record.value, key: record.key, headers: batch.headers(of: record), timestampMicros: timestamp)
      let result = decoder.decode(bytes, into: &events, arena: &arena)
      assert(events.count - first <= Limits.eventsPerRecord, "what one record holds is bounded")
      let fallback = timestamp == Event.noTime ? nowMicros : timestamp
      var order = Int64.min
      for i in first..<events.count {
        if events[i].timeMicros == Event.noTime { events[i].timeMicros = fallback }
        let clock = RecordClock(
          told: timestamp, WallClock(micros: nowMicros), eventMicros: events[i].timeMicros, time)
        if events[i].kind == .alert {
          Self.tell(&events[i], &lag, clockMicros: clock.micros, toleranceMicros: time.allowedLatenessMicros)
        }
        let isAhead = events[i].timeMicros > clock.micros + time.maxFutureMicros
        let position = isAhead ? clock.micros : events[i].timeMicros
        if i == first || position < order { order = position }
      }
      var blame: Int32 = -1
      if result.rejection != nil, let found = decoder.blame {
        blame = Int32(blames.count)
        blames.append(found)
      }
      pending.append(
        Pending(
          offset: record.offset, timestampMicros: timestamp, orderMicros: order,
          record: Int32(pending.count), firstEvent: Int32(first),
          eventCount: Int32(events.count - first), rejectedEvents: Int32(result.rejectedEvents),
          blame: blame, rejection: result.rejection))
    }
  }

  /// When an alert was told. A state that began long before is told now; an event that is no state counts in its own time, or is late.
  private static func tell(
    _ event: inout Event, _ lag: inout TellingLag, clockMicros: Int64, toleranceMicros: Int64
  ) {
    event.toldMicros = event.timeMicros
    if event.sinceMicros == Event.noTime { event.sinceMicros = event.timeMicros }
    guard PaneTime.valid.contains(event.timeMicros) else { return }
    let told = lag.toldMicros(timeMicros: event.timeMicros, clockMicros: clockMicros)
    if event.isState, told - event.timeMicros > toleranceMicros { event.timeMicros = told }
    event.toldMicros = told
  }
}

import RollingStatistics

/// A register for every alert that was told lately, found by its identity, and by the alert type that it is of: as of the last closed pane,
/// and of what came too late for it. What open panes hold beside (`OpenAlerts`) is added as they close.
struct AlertRegisters: ~Copyable {
  /// What ended or was last heard of so long ago may make room.
  private static let idleMicros: Int64 = 3_600_000_000

  private(set) var registers = Column<AlertRegister>()
  private var index = HashIndex()
  /// The newest register of each alert series; -1 = none.
  private var heads = Column<Int32>()

  var count: Int { registers.count }

  /// What an alert is found by.
  static func hash(of event: Event, _ seriesHash: UInt64) -> UInt64 {
    Hash64.combine(event.identity != 0 ? event.identity : Hash64.hash(event.ci.buffer), seriesHash)
  }

  /// The register of an alert as it stands, or a new one; nil where there is no room for another.
  func register(_ hash: UInt64, of series: Int) -> AlertRegister? {
    if let id = find(hash, of: Int32(series)) { return registers[id] }
    return count < Limits.alertRegisters ? AlertRegister(hash: hash, series: series) : nil
  }

  /// Takes a message in. Names no event twice: what it holds are the largest times that were told.
  mutating func note(_ event: Event, of series: Int, _ seriesHash: UInt64) -> AlertTurn {
    guard let id = place(Self.hash(of: event, seriesHash), of: Int32(series)) else { return .unknown }
    return registers[id].turn(by: event)
  }

  /// Adds what was told elsewhere. Answers how the alert stood and how it stands; nil where there is no room to know whether it fires.
  @discardableResult
  mutating func merge(_ told: AlertRegister) -> (before: AlertRegister, after: AlertRegister)? {
    guard let id = place(told.hash, of: told.series) else { return nil }
    let before = registers[id]
    registers[id].merge(told)
    return (before, registers[id])
  }

  /// Where an alert's register is, made when it is not there.
  private mutating func place(_ hash: UInt64, of series: Int32) -> Int? {
    if let known = find(hash, of: series) { return known }
    guard count < Limits.alertRegisters else { return nil }
    registers.append(AlertRegister(hash: hash, series: Int(series)))
    link(count - 1)
    return count - 1
  }

  private func find(_ hash: UInt64, of series: Int32) -> Int? {
    index.find(hash) { registers[$0].hash == hash && registers[$0].series == series }
  }

  /// Makes a register that has its place found by its identity and by its series.
  private mutating func link(_ id: Int) {
    let series = Int(registers[id].series)
    if heads.count <= series { heads.append(repeating: -1, count: series + 1 - heads.count) }
    registers[id].next = heads[series]
    heads[series] = Int32(id)
    index.insert(registers[id].hash, id: id)
  }

  /// What is known of an alert type at a moment; nil when no register is of it.
  func standing(of series: Int, atMicros now: Int64, staleAfterMicros: Int64) -> AlertStanding? {
    guard series < heads.count, heads[series] >= 0 else { return nil }
    var standing = AlertStanding()
    visit(series) { standing.add($0, atMicros: now, staleAfterMicros: staleAfterMicros) }
    return standing
  }

  /// Calls with every register of an alert type, the newest first.
  func visit(_ series: Int, _ body: (AlertRegister) -> Void) {
    var next = series < heads.count ? heads[series] : -1
    while next >= 0 {
      body(registers[Int(next)])
      next = registers[Int(next)].next
    }
  }

  /// Forgets what has been over, or silent, for longest: what ended or was last heard of before this moment.
  mutating func forget(before micros: Int64) {
    guard registers.elements.contains(where: { $0.lastHeardMicros < micros }) else { return }
    retain { $0.lastHeardMicros >= micros ? $0 : nil }
  }

  /// Where there comes to be no room for further ones, those that do not fire and were silent longest make room, down to the half.
  mutating func makeRoom(atMicros now: Int64, _ settings: AlertSettings) {
    let excess = Room(count, of: Limits.alertRegisters).excess
    guard excess > 0 else { return }
    func isIdle(_ register: AlertRegister) -> Bool {
      register.lastHeardMicros < now - Self.idleMicros && !register.isHeld(atMicros: now, settings)
    }
    let idle = registers.elements.filter(isIdle).map { ($0.lastHeardMicros, $0.hash) }.sorted { $0 < $1 }
    guard let last = idle.prefix(excess).last else { return }
    retain { !isIdle($0) || ($0.lastHeardMicros, $0.hash) > last ? $0 : nil }
  }

  /// Only those of alert types that stay.
  mutating func keep(_ series: Renumbering) {
    retain { register in
      guard let place = series.place(of: register.series) else { return nil }
      var moved = register
      moved.series = place
      return moved
    }
  }

  /// Only what is answered for each stays, in its order.
  private mutating func retain(_ kept: (AlertRegister) -> AlertRegister?) {
    var all = Column<AlertRegister>(capacity: max(registers.count, 1))
    for register in registers.elements {
      if let register = kept(register) { all.append(register) }
    }
    take(all)
  }

  /// Takes the place of all registers, and finds them again.
  mutating func take(_ saved: consuming Column<AlertRegister>) {
    registers = saved
    // Older links are of older places.
    index = HashIndex(capacity: registers.count)
    heads = Column<Int32>()
    for id in 0..<registers.count { link(id) }
  }
}

/// Registers as a section.
extension AlertRegisters {
  func write(to writer: inout SectionWriter) { writer.column(registers) }

  /// Alert types that are learned anew have no registers.
  mutating func restore(from reader: inout SectionReader, alerts count: Int) throws(MalformedBytes) {
    guard let saved = reader.column(of: AlertRegister.self), count > 0 else { return }
    let known = Int32(0)..<Int32(clamping: count)
    guard saved.elements.allSatisfy({ known.contains($0.series) }) else { throw MalformedBytes(offset: 0) }
    take(saved)
  }
}

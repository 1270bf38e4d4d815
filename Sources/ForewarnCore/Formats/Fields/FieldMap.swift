/// `fields:`, `labels:` and `each:` of a topic, compiled: which slots its pointers fill, and what our fields take from them.
struct FieldMap {
  private enum Part {
    case text(Bytes)
    case slot(Int)
  }

  private enum Source {
    case slots([Int])
    case constant(JSONToken)
    case template([Part])
  }

  private struct Field {
    var member: Member
    var source: Source
    var atLeast: UInt64?
    var values: [(word: FoldedWord, meaning: JSONToken)] = []
    /// Of every other word.
    var otherwise: JSONToken?
    /// Where nothing is there.
    var fallback: JSONToken?
    /// An address' port is no part of it.
    var dropsPort = false
  }

  private var fields: [Field] = []
  private var labelSlots: [Int] = []
  /// Pointers of a value, and those of the record around it.
  private var tree = FieldTree()
  private var recordTree = FieldTree()
  private var valueSlots: UInt64 = 0
  private var keySlot: Int?
  private var headers: [(name: String, slot: Int)] = []
  private var pointers: [(pointer: FieldPointer, slot: Int)] = []
  private var slotCount = 0
  /// Where the events of a record stand; a name `*` is each element of an array.
  private(set) var each: [[UInt8]] = []
  /// One bit for each member that is mapped; its native place is not looked at.
  private(set) var mapped: UInt32 = 0
  private(set) var unit: DurationUnit?

  /// Texts of the map itself go to `constants`, which must live as long.
  init(_ settings: DecoderSettings, constants: inout ByteArena, dropsPorts: Bool = false) {
    // Sorted, so that nothing depends on the order of a dictionary.
    for (name, source) in settings.fields.sorted(by: { $0.key < $1.key }) {
      guard let member = Self.member(name), source.problem == nil,
        var field = field(member, source, settings, &constants)
      else { continue }
      field.dropsPort = dropsPorts && member == .ci
      mapped |= 1 << UInt32(member.rawValue)
      if member == .duration { unit = source.unit ?? settings.unit }
      fields.append(field)
    }
    labelSlots = settings.labels.compactMap { slot(of: $0) }
    each = settings.each.flatMap { FieldPointer($0)?.path } ?? []
    assert(slotCount <= FieldSlots.limit, "a map has no more pointers than slots")
  }

  func maps(_ member: Member) -> Bool { mapped & 1 << UInt32(member.rawValue) != 0 }

  static var names: [String] {
    Member.allCases.filter { Member.mappable.contains($0.rawValue) }.map { String(describing: $0) }
  }

  /// Our name of a field, as `fields:` spells it.
  static func member(_ name: String) -> Member? {
    guard let member = Member.allCases.first(where: { String(describing: $0) == name }),
      Member.mappable.contains(member.rawValue)
    else { return nil }
    return member
  }

  // MARK: Compiling

  private mutating func field(
    _ member: Member, _ source: FieldSource, _ settings: DecoderSettings, _ constants: inout ByteArena
  ) -> Field? {
    var field: Field
    switch source.origin {
    case .pointers(let texts): field = Field(member: member, source: .slots(texts.compactMap { slot(of: $0) }))
    case .constant(let text): field = Field(member: member, source: .constant(Self.token(text, &constants)))
    case .topic: field = Field(member: member, source: .constant(Self.token(settings.topic, &constants)))
    case .key:
      keySlot = keySlot ?? newSlot()
      field = Field(member: member, source: .slots([keySlot].compactMap { $0 }))
    case .header(let name):
      guard let slot = headers.first(where: { $0.name == name })?.slot ?? newSlot() else { return nil }
      if !headers.contains(where: { $0.name == name }) { headers.append((name, slot)) }
      field = Field(member: member, source: .slots([slot]))
    case .template(let text):
      let parts = (FieldTemplate.parts(of: text) ?? []).compactMap { part -> Part? in
        switch part {
        case .text(let text): .text(Self.token(text, &constants).bytes)
        case .pointer(let pointer): slot(of: pointer).map { .slot($0) }
        }
      }
      field = Field(member: member, source: .template(parts))
    }
    field.atLeast = source.atLeast.map { UInt64(max($0, 0)) }
    field.fallback = source.fallback.map { Self.token($0, &constants) }
    for (text, meaning) in source.values.sorted(by: { $0.key < $1.key }) {
      let token = Self.token(meaning, &constants)
      if text == "*" {
        field.otherwise = token
      } else if let word = FoldedWord(text) {
        field.values.append((word, token))
      }
    }
    return field
  }

  private mutating func newSlot() -> Int? {
    guard slotCount < FieldSlots.limit else { return nil }
    slotCount += 1
    return slotCount - 1
  }

  private mutating func slot(of text: String) -> Int? {
    guard let pointer = FieldPointer(text) else { return nil }
    if let known = pointers.first(where: { $0.pointer == pointer }) { return known.slot }
    guard let slot = newSlot() else { return nil }
    pointers.append((pointer, slot))
    if pointer.isOfRecord {
      recordTree.insert(pointer.path, slot: slot)
    } else {
      tree.insert(pointer.path, slot: slot)
      valueSlots |= 1 << UInt64(slot)
    }
    return slot
  }

  private static func token(_ text: String, _ constants: inout ByteArena) -> JSONToken {
    var utf8 = Array(text.utf8)
    let kept = utf8.withUnsafeMutableBytes { constants.copy(Bytes(UnsafeRawBufferPointer($0))) }
    // Of an empty text nothing is kept, and any address will do.
    let base = kept.base ?? UnsafeRawPointer(("" as StaticString).utf8Start)
    assert(kept.count == text.utf8.count, "the whole text is kept")
    return JSONToken(
      kind: .string, isBeyondASCII: text.utf8.contains { $0 >= 0x80 }, start: base, count: kept.count)
  }

  // MARK: Reading

  /// Takes what stands around the values of a record: its key, its headers, and what `$/…` points at.
  func surround(
    _ slots: inout FieldSlots, _ record: JSONToken, key: Bytes?, headers all: [RecordHeader], arena: inout ByteArena
  ) throws(Rejection) {
    slots.forget(.max)
    if let keySlot, let key, let token = FieldSlots.text(key, arena: &arena) { slots.set(keySlot, token) }
    for (name, slot) in headers {
      // The last of a name counts, as in Kafka's `lastHeader`.
      guard let value = all.last(where: { $0.name == name })?.value else { continue }
      let copy = value.withUnsafeBytes { arena.copy(Bytes($0)) }
      if let token = FieldSlots.text(copy, arena: &arena) { slots.set(slot, token) }
    }
    if !recordTree.isEmpty { try recordTree.fill(&slots, from: record, arena: &arena) }
  }

  /// Sets the mapped members from a value that was scanned before.
  func fill(
    _ members: inout Members, from object: Bytes, _ slots: inout FieldSlots, arena: inout ByteArena
  ) throws(Rejection) {
    guard let base = object.base else { return }
    slots.forget(valueSlots)
    try tree.fill(&slots, from: JSONToken(kind: .object, start: base, count: object.count), arena: &arena)
    members.forget(mapped)
    for field in fields {
      guard var token = Self.token(of: field.source, slots, &arena) else {
        if let fallback = field.fallback { members.set(field.member, fallback) }
        continue
      }
      if field.atLeast != nil || !field.values.isEmpty || field.otherwise != nil {
        token = Self.meaning(of: token, field, &arena)
      }
      if field.dropsPort, token.kind == .string, !token.isEscaped {
        token.count = LabelNames.withoutPort(token.bytes).count
      }
      members.set(field.member, token)
    }
  }

  /// The arrays, or single objects, that `each:` points at. As deep as the pointer.
  func findEach(
    in token: JSONToken, _ path: ArraySlice<[UInt8]>, _ found: inout [JSONToken], arena: inout ByteArena
  ) throws(Rejection) {
    assert(path.count <= each.count, "a pointer is followed to its end")
    if let inner = JSONToken.inside(token, arena: &arena) {
      return try findEach(in: inner, path, &found, arena: &arena)
    }
    guard let name = path.first else {
      guard token.kind == .array || token.kind == .object else { return }
      guard found.count < Limits.eventsPerRecord else { throw .tooManyEvents }
      found.append(token)
      return
    }
    switch token.kind {
    case .object:
      var members = JSONMembers(token)
      while let (member, value) = try members.next(arena: &arena) {
        guard member.count == name.count, name.elementsEqual(member.buffer) else { continue }
        try findEach(in: value, path.dropFirst(), &found, arena: &arena)
      }
    case .array where name.count == 1 && name[0] == UInt8(ascii: "*"):
      var elements = JSONElements(token)
      while let value = try elements.next() { try findEach(in: value, path.dropFirst(), &found, arena: &arena) }
    default: break
    }
  }

  /// What `labels:` points at, one after the other.
  func readLabels(
    _ slots: borrowing FieldSlots, _ names: LabelNames, arena: inout ByteArena
  ) throws(Rejection) -> LabelNames.Found {
    var found = LabelNames.Found()
    for slot in labelSlots {
      if let token = slots[slot] { try names.collect(token, into: &found, arena: &arena) }
    }
    return found
  }

  var hasLabels: Bool { !labelSlots.isEmpty }

  private static func token(of source: Source, _ slots: borrowing FieldSlots, _ arena: inout ByteArena) -> JSONToken? {
    switch source {
    case .constant(let token): return token
    case .slots(let places):
      for place in places {
        if let token = slots[place] { return token }
      }
      return nil
    case .template(let parts): return text(of: parts, slots, &arena)
    }
  }

  /// nil when a part is not there, or is neither a text nor a number.
  private static func text(_ token: JSONToken, _ arena: inout ByteArena) -> Bytes? {
    switch token.kind {
    case .string: UTF8Text.clean(token, limit: Limits.summaryBytes, arena: &arena)
    case .number, .yes, .no: token.bytes
    case .null, .object, .array: nil
    }
  }

  private static func text(of parts: [Part], _ slots: borrowing FieldSlots, _ arena: inout ByteArena) -> JSONToken? {
    var texts = InlineArray<16, Bytes>(repeating: .empty)
    var count = 0
    var isBeyondASCII = false
    guard parts.count <= texts.count else { return nil }
    for (index, part) in parts.enumerated() {
      switch part {
      case .text(let bytes): texts[index] = bytes
      case .slot(let slot):
        guard let token = slots[slot], let bytes = text(token, &arena) else { return nil }
        texts[index] = bytes
      }
      count += texts[index].count
      isBeyondASCII = isBeyondASCII || texts[index].buffer.contains { $0 >= 0x80 }
    }
    guard count > 0 else { return nil }
    let target = arena.reserve(count)
    var at = 0
    for index in parts.indices {
      guard let base = texts[index].base else { continue }
      (target + at).copyMemory(from: base, byteCount: texts[index].count)
      at += texts[index].count
    }
    assert(at == count, "the parts fill the text")
    guard let base = arena.take(count).base else { return nil }
    return JSONToken(kind: .string, isBeyondASCII: isBeyondASCII, start: base, count: count)
  }

  /// What a value stands for: a flag by its size, or what the map says of its word.
  private static func meaning(of token: JSONToken, _ field: Field, _ arena: inout ByteArena) -> JSONToken {
    guard let bytes = text(token, &arena) else { return token }
    if let word = FoldedWord(bytes) {
      for row in field.values where row.word == word { return row.meaning }
    }
    if let least = field.atLeast, let number = DecimalNumber(text: bytes.trimmed) {
      let isReached = !number.isNegative && number.truncated(timesTenTo: 0) ?? .max >= least
      return .flag(isReached)
    }
    return field.otherwise ?? token
  }
}

extension JSONToken {
  static func flag(_ isSet: Bool) -> JSONToken {
    let word: StaticString = isSet ? "true" : "false"
    return JSONToken(
      kind: isSet ? .yes : .no, start: UnsafeRawPointer(word.utf8Start), count: word.utf8CodeUnitCount)
  }
}

/// What an alert type says for itself: where its newest text stands, and on what it fired last.
struct AlertNotes: BitwiseCopyable {
  /// Index into the texts of the table; -1: it never had one.
  var text: Int32 = -1
  /// The newest pane first, those of one pane by name.
  var items: InlineArray<4, SeenItem> = .init(repeating: SeenItem())

  var newestItem: Int32? { items[0].item >= 0 ? items[0].item : nil }
}

/// A configuration item, and the pane in which an alert last named it.
struct SeenItem: BitwiseCopyable {
  /// -1 = none.
  var item: Int32 = -1
  var pane: Pane = .min
}

/// The newest text of an alert type, in a slot of its own: texts with a figure in them change for ever, and must not grow for ever.
struct AlertText: BitwiseCopyable {
  private(set) var timeMicros = Int64.min
  private(set) var toldMicros = Int64.min
  private var count: Int64 = 0
  private var bytes: InlineArray<200, UInt8> = .init(repeating: 0)

  /// Keeps the text of the later event; of a state that is told again, that of the later telling. Two that were told at once are told
  /// apart by their bytes, so that the order in which they come is free.
  mutating func note(_ text: Bytes, timeMicros: Int64, toldMicros: Int64) {
    let text = text.cut(to: Limits.alertTextBytes)
    guard (timeMicros, toldMicros) >= (self.timeMicros, self.toldMicros) else { return }
    if (timeMicros, toldMicros) == (self.timeMicros, self.toldMicros),
      !withText({ $0.buffer.lexicographicallyPrecedes(text.buffer) })
    {
      return
    }
    self.timeMicros = timeMicros
    self.toldMicros = toldMicros
    count = Int64(text.count)
    for (index, byte) in text.buffer.enumerated() { bytes[index] = byte }
  }

  var text: String { withText(\.text) }

  private func withText<R>(_ body: (Bytes) -> R) -> R {
    withUnsafeBytes(of: bytes) { body(Bytes(UnsafeRawBufferPointer(rebasing: $0[..<Int(count)]))) }
  }

  /// Whether it can be what it says, having been read from outside.
  var isConsistent: Bool { (0...Int64(Limits.alertTextBytes)).contains(count) }
}

extension Statistics {
  /// Takes up what a firing alert says, and on which item.
  mutating func note(_ event: Event, item: Int?, of id: Int, pane: Pane) {
    if let item { remember(SeenItem(item: Int32(item), pane: pane), of: id) }
    guard !event.summary.isEmpty else { return }
    if alerts.notes[id].text < 0 {
      alerts.notes[id].text = Int32(alerts.texts.count)
      alerts.texts.append(AlertText())
    }
    alerts.texts[Int(alerts.notes[id].text)]
      .note(event.summary, timeMicros: event.timeMicros, toldMicros: event.toldMicros)
  }

  /// Keeps the items of the newest panes, of one pane those whose names come first: the order of events is free.
  private mutating func remember(_ seen: SeenItem, of id: Int) {
    for i in 0..<Limits.alertItems {
      let known = alerts.notes[id].items[i]
      if known.item == seen.item, known.pane >= seen.pane { return }
    }
    var carried = seen
    for i in 0..<Limits.alertItems where precedes(carried, alerts.notes[id].items[i]) {
      swap(&carried, &alerts.notes[id].items[i])
      // Its older place is free.
      if carried.item == seen.item { return }
    }
  }

  private func precedes(_ a: SeenItem, _ b: SeenItem) -> Bool {
    guard b.item >= 0, a.item >= 0 else { return a.item >= 0 }
    if a.pane != b.pane { return a.pane > b.pane }
    return names.bytes(items.names[Int(a.item)]).buffer
      .lexicographicallyPrecedes(names.bytes(items.names[Int(b.item)]).buffer)
  }

  /// The newest text of an alert type, if it was told after a pane.
  func text(ofAlert id: Int, after pane: Pane) -> String? {
    let place = Int(alerts.notes[id].text)
    guard place >= 0, PaneTime.pane(of: alerts.texts[place].timeMicros) > pane else { return nil }
    return alerts.texts[place].text
  }

  /// The configuration items that an alert type named after a pane, the latest first.
  func items(ofAlert id: Int, after pane: Pane) -> [Name] {
    var found: [Name] = []
    for i in 0..<Limits.alertItems {
      let seen = alerts.notes[id].items[i]
      if seen.item >= 0, seen.pane > pane { found.append(names.name(items.names[Int(seen.item)])) }
    }
    return found
  }
}

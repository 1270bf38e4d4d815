@testable import ForewarnCore

/// The case events of one run, each problem's own in their order.
struct CaseEvents {
  struct Entry: Equatable {
    var key: [UInt8]
    var line: [UInt8]
  }

  private(set) var entries: [Entry] = []

  /// Lines are values; tombstones have none. The order between problems says nothing: it is partitions' doing.
  init(lines: [ArraySlice<UInt8>]) {
    for line in lines where !line.elementsEqual("NULL".utf8) {
      let instance = Text.value(after: #""instance":""#, in: line) ?? []
      let kind = Text.value(after: #""kind":""#, in: line) ?? []
      entries.append(Entry(key: instance + [UInt8(ascii: "|")] + kind, line: Array(line)))
    }
    // Stable: equal keys stay as they came.
    entries = entries.enumerated().sorted {
      $0.element.key == $1.element.key
        ? $0.offset < $1.offset : $0.element.key.lexicographicallyPrecedes($1.element.key)
    }.map(\.element)
  }

  var count: Int { entries.count }
  var lines: [[UInt8]] { entries.map(\.line) }

  /// The lines of each problem, with the application id taken out.
  func problems(without id: String) -> [[UInt8]: [[UInt8]]] {
    var problems: [[UInt8]: [[UInt8]]] = [:]
    for (entry, line) in zip(entries, lines(without: id)) { problems[entry.key, default: []].append(line) }
    return problems
  }

  /// The same with the application id, of which the events' `source` is made, taken out.
  func lines(without id: String) -> [[UInt8]] {
    lines.map { Array(String(decoding: $0, as: UTF8.self).replacing(id, with: "").utf8) }
  }

  /// What is wrong with the chains: every case's sequence rises from 1 by one, every id stands once. Empty when nothing is.
  var faults: [String] {
    var next: [String: Int] = [:]
    var seen: Set<String> = []
    var faults: [String] = []
    for entry in entries {
      guard let event = CloudEvent(entry.line) else {
        faults.append("no CloudEvent: \(String(decoding: entry.line.prefix(200), as: UTF8.self))")
        continue
      }
      let expected = next[event.subject, default: 1]
      if event.id != "\(event.subject).\(expected)" { faults.append("\(event.id) where \(expected) was due") }
      if !seen.insert(event.id).inserted { faults.append("\(event.id) twice") }
      next[event.subject] = max(expected, event.sequence) + 1
    }
    return faults
  }

  var types: [String: Int] {
    entries.compactMap { CloudEvent($0.line)?.type }.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// The first pair of lines that differ, for a message.
  static func difference(_ a: [[UInt8]], _ b: [[UInt8]]) -> String? {
    if a == b { return nil }
    for (one, other) in zip(a, b) where one != other {
      let place = zip(one, other).prefix { $0 == $1 }.count
      func around(_ line: [UInt8]) -> String {
        String(decoding: line[max(0, place - 120)..<min(line.count, place + 120)], as: UTF8.self)
      }
      return "\(a.count) and \(b.count) events; the first to differ at byte \(place):\n\(around(one))\n\(around(other))"
    }
    return "\(a.count) and \(b.count) events"
  }
}

/// What must stand in a CloudEvent of ours; nil when something is missing or it is no JSON.
private struct CloudEvent {
  var id = ""
  var subject = ""
  var type = ""
  var sequence: Int

  init?(_ line: [UInt8]) {
    var names: Set<String> = []
    var texts: [String: String] = [:]
    let isJSON = line.withUnsafeBytes { bytes in
      var arena = ByteArena()
      do {
        var members = try JSONMembers(text: bytes)
        while let (name, value) = try members.next(arena: &arena) {
          names.insert(name.text)
          if value.kind == .string { texts[name.text] = UTF8Text.unescape(value, arena: &arena).text }
        }
        try members.finish()
        return true
      } catch {
        return false
      }
    }
    guard isJSON, names.isSuperset(of: Self.required), texts["specversion"] == "1.0",
      let sequence = Text.value(after: #""sequence":"#, in: line[...]).flatMap({
        Int(String(decoding: $0, as: UTF8.self))
      })
    else { return nil }
    id = texts["id"] ?? ""
    subject = texts["subject"] ?? ""
    type = texts["type"] ?? ""
    self.sequence = sequence
  }

  private static let required = [
    "specversion", "id", "source", "type", "time", "subject", "datacontenttype", "dataschema", "data",
  ]
}

/// Where every event of a run went, from its last line.
struct Tally {
  struct Counts: Equatable {
    var records = 0
    var events = 0
    var cells = 0
    var duplicates = 0
    var late = 0
    var quarantined = 0
    var rejected = 0
    var casesOpened = 0
    var caseEvents = 0
  }

  var counts = Counts()
  var seconds = 0.0

  var records: Int { counts.records }
  var isBalanced: Bool {
    counts.events == counts.cells + counts.duplicates + counts.late + counts.quarantined + counts.rejected
  }

  init?(in log: String) {
    guard let line = log.split(separator: "\n").last(where: { $0.contains(" records, ") }),
      let end = line.firstRange(of: " records, ")?.lowerBound
    else { return nil }
    let start = line[..<end].lastIndex { !$0.isNumber }.map { line.index(after: $0) } ?? line.startIndex
    let numbers = line[start...].split { !$0.isNumber }.compactMap { Int($0) }
    guard numbers.count >= 9 else { return nil }
    counts = Counts(
      records: numbers[0], events: numbers[1], cells: numbers[2], duplicates: numbers[3], late: numbers[4],
      quarantined: numbers[5], rejected: numbers[6], casesOpened: numbers[7], caseEvents: numbers[8])
  }
}

enum Text {
  /// What stands between a marker and the next quote, comma or brace.
  static func value(after marker: String, in line: ArraySlice<UInt8>) -> [UInt8]? {
    guard let range = line.firstRange(of: Array(marker.utf8)) else { return nil }
    return Array(line[range.upperBound...].prefix { !#"",}"#.utf8.contains($0) })
  }
}

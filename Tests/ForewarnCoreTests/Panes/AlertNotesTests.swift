import Testing

@testable import ForewarnCore

/// What an alert type says for itself does not depend on the order in which its alerts come.
@Suite struct AlertNotesTests {
  struct Saying: CustomTestStringConvertible {
    var minute: Int
    var told: Int
    var text: String
    var item: String

    var testDescription: String { "\(item) at \(minute)" }
  }

  static let long = String(repeating: "é", count: 200)
  /// The last of each is what counts: the later event, the later telling of it, the larger bytes.
  static let lives: [[Saying]] = [
    [
      Saying(minute: 0, told: 0, text: "sda slow", item: "app"),
      Saying(minute: 9, told: 9, text: "a later one", item: "db"),
    ],
    [
      Saying(minute: 5, told: 5, text: "82 %", item: "db"), Saying(minute: 5, told: 65, text: "97 %", item: "db"),
      Saying(minute: 3, told: 99, text: "older", item: "app"),
    ],
    [
      Saying(minute: 5, told: 5, text: "b", item: "x"), Saying(minute: 5, told: 5, text: "a", item: "y"),
      Saying(minute: 5, told: 5, text: "", item: "z"), Saying(minute: 5, told: 5, text: "bb", item: "a"),
      Saying(minute: 5, told: 5, text: long, item: "b"), Saying(minute: 4, told: 5, text: "zz", item: "c"),
      Saying(minute: 6, told: 6, text: "", item: "c"),
    ],
  ]

  private static func event(_ saying: Saying, _ body: (Event) -> Void) {
    var text = saying.text
    text.withUTF8 { bytes in
      var event = Event(kind: .alert)
      event.timeMicros = AlertRegisterTests.micros(saying.minute)
      event.toldMicros = AlertRegisterTests.micros(saying.told)
      event.summary = Bytes(UnsafeRawBufferPointer(bytes))
      body(event)
    }
  }

  /// The text and the items after a life that came in some order.
  private static func remembered(_ life: [Saying], after minute: Int) -> (text: String?, items: [String]) {
    var statistics = Statistics([TopicPartition(topic: "alerts", partition: 0)])
    let instance = Name("acme").withBytes { statistics.add(instance: $0, 1, pane: 0) }
    let series = Name("slow").withBytes { name in
      var event = Event(kind: .alert)
      event.name = name
      return statistics.add(alert: event, of: instance, 2)
    }
    for saying in life {
      let item = Name(saying.item).withBytes { name in
        statistics.items.find(name, Hash64.hash(name.buffer), in: statistics.names)
          ?? statistics.add(item: name, Hash64.hash(name.buffer))
      }
      event(saying) {
        statistics.note($0, item: item, of: series, pane: PaneTime.pane(of: $0.timeMicros))
      }
    }
    let pane = PaneTime.pane(of: AlertRegisterTests.micros(minute))
    return (statistics.text(ofAlert: series, after: pane), statistics.items(ofAlert: series, after: pane).map(\.text))
  }

  @Test(
    arguments: [
      ("a later one", ["db", "app"]), ("97 %", ["db", "app"]), (String(long.prefix(100)), ["c", "a", "b", "x"]),
    ].enumerated().map { $0 })
  func anyOrderSaysTheSame(_ expected: (offset: Int, element: (text: String, items: [String]))) {
    for seed in 0..<24 {
      var random = Random(seed: seed)
      let life = Self.lives[expected.offset].shuffled(using: &random)
      let found = Self.remembered(life, after: -1)
      #expect(found.text == expected.element.text && found.items == expected.element.items)
    }
  }

  @Test func whatIsOldIsNotSaid() {
    let life = Self.lives[0]
    #expect(Self.remembered(life, after: 0).items == ["db"] && Self.remembered(life, after: 8).text == "a later one")
    #expect(Self.remembered(life, after: 9).items.isEmpty && Self.remembered(life, after: 9).text == nil)
  }

  /// A text that changes with every alert takes no more room than one.
  @Test func aTextThatChangesDoesNotGrow() {
    var statistics = Statistics([TopicPartition(topic: "alerts", partition: 0)])
    let instance = Name("acme").withBytes { statistics.add(instance: $0, 1, pane: 0) }
    let series = statistics.add(alert: Event(kind: .alert), of: instance, 2)
    let names = statistics.names.bytes.count
    for minute in 0..<1_000 {
      Self.event(Saying(minute: minute, told: minute, text: "disk at \(minute) %", item: "")) {
        statistics.note($0, item: nil, of: series, pane: PaneTime.pane(of: $0.timeMicros))
      }
    }
    let texts = statistics.alerts.texts.count
    #expect(texts == 1 && statistics.names.bytes.count == names)
    let text = statistics.text(ofAlert: series, after: 0)
    #expect(text == "disk at 999 %")
  }
}

import Testing

@testable import ForewarnCore

/// When the next record of an instance is due is a function of its row and of the last decided pane.
@Suite struct HealthBookTests {
  @Test(arguments: 0..<8)
  func aRestartDoesNotShow(seed: Int) {
    var random = Random(seed: seed)
    var book = HealthBook()
    var rows: [Name: ToldHealth] = [:]
    let start: Pane = 29_000_000
    for pane in start..<start + 3_000 {
      var names = Set(book.takeDue(at: pane).map { book.name($0) })
      if random.chance(0.05) {
        let name = Name("inst-\(random.below(60))")
        if book.place(of: name) == nil { _ = book.add(name, instance: nil, at: pane) }
        names.insert(name)
      }
      for name in names.sorted() {
        guard let place = book.place(of: name) else { continue }
        if random.chance(0.05) {
          book.remove(place)
          continue
        }
        let told = ToldHealth(
          gist: HealthGist(permille: random.below(1_000)), heardPane: pane,
          learnsUntil: random.chance(0.3) ? pane + 1 + Pane(random.below(2_000)) : nil,
          owedSince: random.chance(0.2) ? pane : nil)
        book.update(place, told, at: pane)
      }
      for (name, told) in book.takeChanges() { rows[name] = told }
      guard random.chance(0.02) else { continue }
      var restored = HealthBook()
      for (name, told) in rows { restored.restore(told, name) }
      restored.begin(after: pane)
      #expect(restored.count == book.count)
      var original = book
      for next in (pane + 1)...(pane + 1_440) {
        let due = Set(restored.takeDue(at: next).map { restored.name($0) })
        #expect(due == Set(original.takeDue(at: next).map { original.name($0) }))
      }
    }
    #expect(rows.count > 20)
  }

  @Test func everybodyIsDueOnceADay() {
    var book = HealthBook()
    let pane: Pane = 29_000_000
    for id in 0..<100 {
      let place = book.add(Name("inst-\(id)"), instance: nil, at: pane)
      book.update(place, ToldHealth(gist: HealthGist(), heardPane: pane), at: pane)
    }
    for next in (pane + 1)...(pane + 1_440) {
      let first = book.firstDue(after: next - 1)
      let due = book.takeDue(at: next)
      #expect((first == next) == !due.isEmpty)
      for place in due {
        #expect(book.isDaily(place, at: next))
        book.update(place, book.told(place), at: next)
      }
    }
    #expect(book.firstDue(after: pane + 1_440) > pane + 1_440)
  }
}

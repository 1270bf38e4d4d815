import Testing

@testable import ForewarnCore

/// A column beside a table that does not tell of its new ids.
@Suite struct LearnedColumnTests {
  private static func level(_ panes: Int32) -> UsageLevel {
    var level = UsageLevel()
    level.panes = panes
    return level
  }

  @Test func `An id that was never written has learned nothing`() {
    var column = LearnedColumn(anew: Self.level(7))
    #expect(column[3].panes == 7 && column.count == 0)
    column[2].panes += 1
    #expect(column.count == 3)
    #expect((0..<5).map { column[$0].panes } == [7, 7, 8, 7, 7])
  }

  /// Saved for all ids, however many were written: the bytes do not tell when.
  @Test(arguments: [0, 1, 2, 3])
  func `What is saved is restored beside as many ids`(written: Int) throws {
    var column = LearnedColumn(anew: Self.level(7))
    for id in 0..<written { column[id] = Self.level(Int32(id)) }
    var writer = SectionWriter()
    column.write(to: &writer, beside: 3)
    var all = LearnedColumn(anew: Self.level(7))
    for id in 0..<3 { all[id] = column[id] }
    var another = SectionWriter()
    all.write(to: &another, beside: 3)
    #expect(writer.bytes == another.bytes)

    var reader = try SectionReader(writer.bytes)
    var restored = LearnedColumn(anew: Self.level(9))
    restored.restore(from: &reader, beside: 3)
    #expect(reader.unusable.isEmpty)
    #expect((0..<3).map { restored[$0].panes } == (0..<3).map { column[$0].panes })
  }

  /// Names leave: what was learned stays with those that stay, also where nothing was written behind them.
  @Test func `Ids that stay take what they learned along`() {
    var column = LearnedColumn(anew: Self.level(7))
    for id in 0..<3 { column[id] = Self.level(Int32(id)) }
    column.keep(Renumbering(of: 6) { $0 != 1 && $0 != 4 })
    #expect((0..<5).map { column[$0].panes } == [0, 2, 7, 7, 7])
  }

  @Test func `A section that is not there is learned anew, for every id`() throws {
    var reader = try SectionReader(SectionWriter().bytes)
    var column = LearnedColumn(anew: Self.level(7))
    column.restore(from: &reader, beside: 2)
    #expect(reader.unusable == ["instance_usage"])
    #expect(column[0].panes == 7 && column[1].panes == 7)
  }
}

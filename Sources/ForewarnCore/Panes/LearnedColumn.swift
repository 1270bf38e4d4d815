/// What is learned for each id of another table, which need not tell of new ones: an id that was never written has learned nothing.
struct LearnedColumn<Element: StoredElement>: ~Copyable {
  private var written = Column<Element>()
  private let anew: Element

  init(anew: Element) { self.anew = anew }

  /// Ids below this may have learned something.
  var count: Int { written.count }

  subscript(id: Int) -> Element {
    get { id < written.count ? written[id] : anew }
    _modify {
      if id >= written.count { written.append(repeating: anew, count: id + 1 - written.count) }
      yield &written[id]
    }
  }

  /// Only the ids that stay, in their new places.
  mutating func keep(_ ids: Renumbering) {
    let count = ids.count + ids.leaving
    precondition(written.count <= count, "what was learned is of an id that there was")
    written.append(repeating: anew, count: count - written.count)
    written.keep(ids)
  }

  /// As a section of one element for each of so many ids.
  func write(to writer: inout SectionWriter, beside count: Int) {
    precondition(written.count <= count, "what was learned is of an id that there is")
    guard written.count < count else { return writer.column(written) }
    var whole = Column<Element>(capacity: count)
    whole.append(copying: UnsafeRawBufferPointer(written.elements), count: written.count)
    whole.append(repeating: anew, count: count - written.count)
    writer.column(whole)
  }

  mutating func restore(from reader: inout SectionReader, beside count: Int) {
    written = reader.column(of: Element.self, beside: count, anew: anew)
    assert(written.count == count, "an element for each id")
  }
}

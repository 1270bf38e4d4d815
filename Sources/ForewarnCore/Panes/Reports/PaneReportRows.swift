/// The rows of a report, their names end to end in one piece. Many panes wait while a backlog is worked off, and most of their rows are never
/// looked at: a row costs no block of the heap until it is.
public struct PaneReportRows: Sendable, Equatable {
  private struct Line: Sendable, Equatable {
    var figures: PaneReport.Figures
    var kind: PaneReport.Kind
    var instanceBytes: UInt16
    var subjectBytes: UInt16
    /// Where the instance begins; the subject follows it.
    var offset: UInt32
  }

  private var lines: [Line] = []
  private var names: [UInt8] = []

  /// - Parameter room: for so many rows.
  public init(room: Int) { lines.reserveCapacity(room) }

  public mutating func append(_ row: PaneReport.Row) {
    row.instance.withBytes { instance in
      row.subject.withBytes { subject in append(row.kind, row.figures, instance: instance, subject: subject) }
    }
  }

  mutating func append(_ kind: PaneReport.Kind, _ figures: PaneReport.Figures, instance: Bytes, subject: Bytes) {
    precondition(
      instance.count <= Int(UInt16.max) && subject.count <= Int(UInt16.max) && names.count <= Int(UInt32.max),
      "names are no longer than Limits.nameBytes")
    lines.append(
      Line(
        figures: figures, kind: kind, instanceBytes: UInt16(instance.count), subjectBytes: UInt16(subject.count),
        offset: UInt32(names.count)))
    names.append(contentsOf: instance.buffer)
    names.append(contentsOf: subject.buffer)
  }
}

extension PaneReportRows: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { lines.count }

  public subscript(position: Int) -> PaneReport.Row {
    let line = lines[position]
    let instance = Int(line.offset)
    let subject = instance + Int(line.instanceBytes)
    let end = subject + Int(line.subjectBytes)
    assert(end <= names.count, "the names of a row lie where it was added")
    return names.withUnsafeBytes { names in
      func name(_ place: Range<Int>) -> Name { Name(Bytes(UnsafeRawBufferPointer(rebasing: names[place]))) }
      return PaneReport.Row(line.kind, name(instance..<subject), name(subject..<end), line.figures)
    }
  }
}

extension PaneReportRows: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: PaneReport.Row...) { self.init(elements) }

  public init(_ rows: some Collection<PaneReport.Row>) {
    self.init(room: rows.count)
    for row in rows { append(row) }
  }
}

/// What series of every kind have: a name among those of an instance, and a cell for each pane that is open.
protocol PaneSeries: BitwiseCopyable {
  associatedtype Cell: PaneCell

  var name: NameRef { get set }
  var hash: UInt64 { get }
  var instance: Int32 { get set }
  /// At `pane & 3`; see `OpenWindow`.
  var cells: InlineArray<4, Cell> { get set }
}

/// What is summed of a series in one pane.
protocol PaneCell: BitwiseCopyable {
  init()
  var isEmpty: Bool { get }
  mutating func merge(_ other: Self)
}

extension AlertSeries: PaneSeries {}
extension SignalSeries: PaneSeries {}
extension TransactionSeries: PaneSeries {}
extension AlertCell: PaneCell {}
extension SignalCell: PaneCell {}
extension LatencyCell: PaneCell {}

extension PaneSeries {
  @inline(__always)
  func isNamed(_ name: Bytes, of instance: Int, in names: borrowing NameArena) -> Bool {
    self.instance == Int32(truncatingIfNeeded: instance) && names.bytes(self.name).elementsEqual(name)
  }

  /// Takes the cell of a pane out.
  /// - Parameter aside: what was kept of it aside while the pane was not among those that have cells inline.
  mutating func takeCell(of pane: Pane, aside: Cell?) -> Cell {
    let slot = Int(pane & 3)
    var cell = cells[slot]
    if let aside { cell.merge(aside) }
    cells[slot] = Cell()
    precondition(!cell.isEmpty, "a pane lists the series that it has anything of")
    return cell
  }

  /// Under a name and an instance that have moved.
  mutating func move(to instances: Renumbering, from old: borrowing NameArena, to names: inout NameArena) {
    name = names.add(old.bytes(name))
    instance = instances.renumbered(instance)
  }
}

extension SeriesLinks {
  /// Finds the series of a column by their instances, which are known to be there.
  init(of series: borrowing Column<some PaneSeries>) {
    self.init()
    for id in 0..<series.count { link(id, of: Int(series[id].instance)) }
  }
}

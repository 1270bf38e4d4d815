import ForewarnCore
import Glibc
import Testing

@testable import forewarn

/// What the operators of `score` reach on public benchmarks, as figures with a floor. The data are not ours to keep: they are
/// looked for beside the project.
@Suite struct BenchmarkFigureTests {
  static let data = "../shared/data"
  static let reason: Comment = "no benchmark data: ../shared/data/nab and ../shared/data/aiops_kpi are not there"
  static let isThere =
    access("\(data)/nab/labels/combined_windows.json", R_OK) == 0
    && access("\(data)/aiops_kpi/57051487.csv.gz", R_OK) == 0

  private func rows(_ path: String, _ operation: SeriesOperator, warmUp: (Int) -> Int) throws -> [(CSVSeries.Row, Bool)]
  {
    var all: [CSVSeries.Row] = []
    var series = CSVSeries()
    var file = try StreamedInput(path)
    while let bytes = try file.next() { try series.feed(bytes, header: { _, _ in }, row: { all.append($0) }) }
    try series.finish(header: { _, _ in }, row: { all.append($0) })
    var scorer = SeriesScorer(operation, warmUp: warmUp(all.count))
    return all.map { ($0, scorer.score($0.value, epochMillis: $0.epochMillis).alarm) }
  }

  /// The Numenta score at the alarms (Lavin & Ahmad, ICMLA 2015): each window is worth more the sooner it is found, each false
  /// alarm costs, less close behind a window. 0 is saying nothing, 100 perfect.
  @Test(.enabled(if: isThere, reason))
  func numenta() throws {
    let bytes = try FileBytes.read("\(Self.data)/nab/labels/combined_windows.json", limit: 1 << 22)
    guard case .object(let files)? = JSONText(parsing: String(decoding: bytes, as: UTF8.self)) else {
      throw SeriesError.empty
    }
    var worth = 0.0
    var cost = 0.0
    var count = 0
    for file in files {
      let scored = try rows("\(Self.data)/nab/data/\(file.name)", .record) { min($0 * 15 / 100, 750) }
      let windows = try Self.list(file.value).map { window in
        let ends = Self.list(window).map { end in
          scored.firstIndex { $0.0.epochMillis == epochMillis(fromText: ArraySlice((end.text ?? "").utf8)) }
        }
        return (first: try #require(ends[0]), last: try #require(ends[1]))
      }
      count += windows.count
      let probation = min(scored.count * 15 / 100, 750)
      var found = Set<Int>()
      for (i, row) in scored.enumerated() where row.1 && i >= probation {
        if let at = windows.firstIndex(where: { $0.first <= i && i <= $0.last }) {
          guard found.insert(at).inserted else { continue }
          let length = Double(windows[at].last - windows[at].first + 1)
          worth += 1 + Self.sigmoid(-Double(windows[at].last - i + 1) / length) / Self.sigmoid(-1)
        } else if let before = windows.last(where: { $0.last < i }) {
          cost -= Self.sigmoid(Double(i - before.last) / Double(max(before.last - before.first, 1)))
        } else {
          cost += 1
        }
      }
    }
    let standard = 50 * (worth - 0.11 * cost) / Double(count)
    let lowFalsePositives = 50 * (worth - 0.22 * cost) / Double(count)
    print("NAB, record, warm-up 15%: standard \(standard), low false positives \(lowFalsePositives)")
    #expect(count == 116)
    #expect(standard >= 74.5)
    #expect(lowFalsePositives >= 67)
  }

  private static func list(_ json: JSONText) -> [JSONText] {
    if case .array(let items) = json { return items }
    return []
  }

  private static func sigmoid(_ x: Double) -> Double { x > 3 ? -1 : 2 / (1 + exp(5 * x)) - 1 }

  /// F1 of the AIOps challenge on the second half of the two shortest series, which are the hardest: a segment counts when it is
  /// found in its first eight values. All twelve together, by the release binary: contextual .84, auto .81.
  @Test(.enabled(if: isThere, reason), arguments: [(SeriesOperator.contextual, 0.27), (.auto, 0.38)])
  func keyFigures(operation: SeriesOperator, floor: Double) throws {
    var (hit, wrong, all) = (0, 0, 0)
    for name in ["54350a12", "ab216663"] {
      let scored = try rows("\(Self.data)/aiops_kpi/\(name).csv.gz", operation) { _ in 150 }
      let labels = scored.map { row -> (isAnomaly: Bool, isTest: Bool) in
        let fields = row.0.text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        return (fields[2].elementsEqual("1".utf8), !fields[3].starts(with: "train".utf8))
      }
      var i = labels.firstIndex { $0.isTest } ?? labels.count
      while i < labels.count {
        guard labels[i].isAnomaly else {
          wrong += scored[i].1 ? 1 : 0
          i += 1
          continue
        }
        let end = labels[i...].firstIndex { !$0.isAnomaly } ?? labels.count
        all += end - i
        if scored[i..<min(end, i + 8)].contains(where: \.1) { hit += end - i }
        i = end
      }
    }
    let precision = Double(hit) / Double(max(hit + wrong, 1))
    let recall = Double(hit) / Double(max(all, 1))
    let f1 = 2 * precision * recall / max(precision + recall, 1e-12)
    print("KPI, \(operation): F1 \(f1), precision \(precision), recall \(recall)")
    #expect(f1 >= floor)
  }
}

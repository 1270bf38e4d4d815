/// "Did you mean": the nearest of the known names, if one is near enough to be meant.
enum Suggestion {
  /// nil when nothing is near. Ties go to the name that comes first in `names`.
  static func nearest(to word: String, in names: [String]) -> String? {
    let length = word.utf8.count
    let limit = length <= 3 ? 1 : min(3, (length + 2) / 3)
    var best: (name: String, distance: Int)?
    for name in names {
      let distance = editDistance(word, name)
      if distance <= limit, distance < best?.distance ?? .max { best = (name, distance) }
    }
    // An abbreviation is meant, however much it leaves out.
    return best?.name ?? (length >= 3 ? names.first { $0.hasPrefix(word) } : nil)
  }

  /// `, did you mean "x"?`, or nothing.
  static func clause(for word: String, in names: [String]) -> String {
    nearest(to: word, in: names).map { ", did you mean \"\($0)\"?" } ?? ""
  }

  /// Optimal string alignment: insertions, deletions, replacements, and swaps of neighbours, each at cost 1.
  static func editDistance(_ first: String, _ second: String) -> Int {
    let a = Array(first.utf8)
    let b = Array(second.utf8)
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i]
      for j in 1...b.count {
        var cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { cost = min(cost, beforeLast[j - 2] + 1) }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}

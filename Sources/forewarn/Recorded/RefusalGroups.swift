/// Records that did not count, grouped by reason and field: the first few of each are told one by one, the rest as a number. A wrong map
/// over a million records says so in a few lines.
struct RefusalGroups {
  private struct Group {
    var reason: String
    var field: String?
    var count = 0
    var told = 0
    var first: String
    var last: String
  }

  static let toldOfEach = 5
  static let mostGroups = 12

  private var groups: [Group] = []
  /// Of groups beyond the limit.
  private var others = 0

  /// The line for this one; nil when it is only counted.
  mutating func take(_ reason: String, _ field: String?, at place: String, _ explanation: String) -> String? {
    var index = groups.firstIndex { $0.reason == reason && $0.field == field }
    if index == nil, groups.count < Self.mostGroups {
      index = groups.count
      groups.append(Group(reason: reason, field: field, first: place, last: place))
    }
    guard let index else {
      others += 1
      return nil
    }
    groups[index].count += 1
    groups[index].last = place
    // Few lines in all, however many groups there are.
    guard groups[index].count <= (groups.count <= 3 ? Self.toldOfEach : 1) else { return nil }
    groups[index].told += 1
    return "\(place): \(reason): \(explanation)"
  }

  var count: Int { groups.reduce(others) { $0 + $1.count } }

  /// One line a group of which not all were told.
  var summary: [String] {
    var lines = groups.filter { $0.count > $0.told }.map { group in
      let field = group.field.map { " of \($0)" } ?? ""
      return "\(group.reason)\(field) × \(Self.grouped(group.count)), first at \(group.first), last at \(group.last)"
    }
    if others > 0 { lines.append("other reasons × \(Self.grouped(others))") }
    return lines
  }

  /// 3,000.
  static func grouped(_ count: Int) -> String {
    var digits = Array(String(count))
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return String(digits)
  }
}

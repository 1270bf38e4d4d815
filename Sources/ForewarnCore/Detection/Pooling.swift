/// What was found, by whose it is.
enum Pooling {
  /// Findings by instance, ascending, each instance's in the order in which they came.
  static func byInstance(_ found: [InstanceFinding]) -> [(instance: Int, findings: [Finding])] {
    var byInstance: [Int: [Finding]] = [:]
    for item in found { byInstance[item.instance, default: []].append(item.finding) }
    return byInstance.keys.sorted().map { ($0, byInstance[$0] ?? []) }
  }
}

/// What the findings of one instance say together.
enum Pooling {
  /// Findings by instance, ascending, each instance's in the order in which they came.
  static func byInstance(_ found: [InstanceFinding]) -> [(instance: Int, findings: [Finding])] {
    var byInstance: [Int: [Finding]] = [:]
    for item in found { byInstance[item.instance, default: []].append(item.finding) }
    return byInstance.keys.sorted().map { ($0, strengthened(byInstance[$0] ?? [])) }
  }

  /// The best latency finding, strengthened by how many of the instance's transactions suffer with it.
  private static func strengthened(_ findings: [Finding]) -> [Finding] {
    var findings = findings
    let slow = findings.indices.filter { findings[$0].code == .latencyAnomaly }
    guard slow.count > 1,
      let best = slow.max(by: {
        findings[$0].score != findings[$1].score
          ? findings[$0].score < findings[$1].score : findings[$1].subject < findings[$0].subject
      })
    else { return findings }
    findings[best].score = min(Strength.most, findings[best].score + min(1, 0.25 * Double(slow.count - 1)))
    return findings
  }
}

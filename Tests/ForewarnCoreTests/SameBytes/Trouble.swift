/// One thing that goes wrong in a story, for some minutes.
struct Trouble {
  enum Kind: CaseIterable {
    // Transactions.
    case slow, drift, growth, flapping, errors, drop, silence
    // Alerts.
    case burst, sharedBurst, novelty, critical, storm
    /// Records of two series whose times lie hours ahead, until they are believed.
    case jump
    /// The same, and from there on a record each minute of a day and a half.
    case wild
    /// More alerts with fingerprints than are remembered, and then some of them again.
    case flood
  }

  var kind: Kind
  var instance: Int
  var minutes: Range<Int>
  var strength: Double
  /// Tells the names of one trouble's alerts from those of another.
  var number: Int

  func holds(_ minute: Int) -> Bool { minutes.contains(minute) }

  /// Of the way through it, 0 … 1.
  private func progress(_ minute: Int) -> Double {
    Double(minute - minutes.lowerBound) / Double(max(1, minutes.count))
  }

  /// How many times its usual response time a transaction takes.
  func slowdown(_ minute: Int) -> Double {
    guard holds(minute) else { return 1 }
    switch kind {
    case .slow: return strength
    case .drift: return 1 + (strength - 1) * progress(minute)
    case .growth:
      // By squares of a square: no function of the system's.
      let root = 1 + (strength.squareRoot().squareRoot() - 1) * progress(minute)
      return root * root * root * root
    case .flapping: return (minute - minutes.lowerBound) / 7 % 2 == 0 ? strength : 1
    default: return 1
    }
  }

  /// The share of its usual requests that an instance sends.
  func usage(_ minute: Int) -> Double {
    guard holds(minute) else { return 1 }
    switch kind {
    case .drop: return 0.12
    case .silence: return 0
    default: return 1
    }
  }

  func errorShare(_ minute: Int) -> Double { kind == .errors && holds(minute) ? min(0.9, strength / 10) : 0 }

  // MARK: Which

  /// Several, after there is something to compare with; most of them come back.
  static func some(seed: Int, instances: Int, history: Int, minutes: Int, _ random: inout Random) -> [Trouble] {
    var troubles: [Trouble] = []
    let usual: [Kind] = [
      .slow, .drift, .growth, .flapping, .errors, .drop, .silence, .burst, .sharedBurst, .novelty, .critical,
    ]
    for number in 0..<random.between(3...7) {
      var kind = usual.picked(by: &random)
      if number == 0 { kind = usual[seed % usual.count] }
      let length: Int =
        switch kind {
        case .drift, .growth: random.between(50...90)
        case .flapping: random.between(40...80)
        case .novelty, .critical: random.between(1...12)
        default: random.between(8...35)
        }
      let start = history + random.below(max(1, minutes - history - length))
      var trouble = Trouble(
        kind: kind, instance: random.below(instances), minutes: start..<start + length,
        strength: [1.5, 2, 3, 4, 6].picked(by: &random), number: number)
      troubles.append(trouble)
      guard random.chance(0.6) else { continue }
      let again = trouble.minutes.upperBound + random.between(20...60)
      trouble.minutes = again..<again + length
      troubles.append(trouble)
    }
    if seed % 6 == 1 || Estate.isVast(seed) {
      let start = history + random.below(30)
      let instance = Estate.isVast(seed) ? 0 : random.below(instances)
      troubles.append(Trouble(kind: .storm, instance: instance, minutes: start..<start + 8, strength: 2, number: 50))
    }
    if seed % 11 == 4 {
      let at = random.between(30...minutes - 1)
      let kind = seed == 81 ? Kind.wild : .jump
      troubles.append(Trouble(kind: kind, instance: 0, minutes: at..<at + 1, strength: 1, number: 51))
    }
    if seed == 47 {
      let start = history + 20
      troubles.append(Trouble(kind: .flood, instance: 0, minutes: start..<start + 12, strength: 1, number: 52))
    }
    return troubles
  }
}

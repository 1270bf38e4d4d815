/// How far local time is ahead of UTC, and since when: what a topic's `time_zone:` says of times that name no zone themselves, and an
/// instance's of the hours that it lives by.
public struct TimeZoneSteps: Sendable, Equatable {
  public struct Step: Sendable, Equatable {
    /// Seconds since 1970, UTC.
    public var from: Int64
    /// Local time less UTC, in seconds.
    public var offset: Int64

    public init(from: Int64, offset: Int64) {
      self.from = from
      self.offset = offset
    }
  }

  /// As the configuration names it.
  public let name: String
  /// In rising order; before the first, its offset holds.
  private let steps: [Step]

  public static let utc = TimeZoneSteps(name: "UTC", steps: [])

  public init(name: String, steps: [Step]) {
    self.name = name
    self.steps = steps
    assert(steps.allSatisfy { abs($0.offset) < 86_400 }, "no zone is a day away")
    assert(zip(steps, steps.dropFirst()).allSatisfy { $0.from < $1.from }, "steps follow each other")
  }

  /// Local time less UTC at a moment, both in seconds.
  func offset(at seconds: Int64) -> Int64 {
    guard let first = steps.first, seconds >= first.from else { return steps.first?.offset ?? 0 }
    var (low, high) = (0, steps.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if steps[middle].from <= seconds { low = middle } else { high = middle }
    }
    assert(steps[low].from <= seconds, "the step that holds began before")
    return steps[low].offset
  }

  /// UTC of a local time, both in seconds. An hour that the clock shows twice is taken as the later one, an hour that it leaves out as
  /// if it had not been set yet.
  func utc(ofLocal seconds: Int64) -> Int64 {
    for step in steps.reversed() where seconds - step.offset >= step.from { return seconds - step.offset }
    return seconds - (steps.first?.offset ?? 0)
  }
}

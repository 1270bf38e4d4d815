/// What is still learned of instances, for people to look at.
public struct LearningProgress: Sendable, Equatable {
  public struct Part: Sendable, Equatable {
    /// As `instance-health` names it.
    public var subject: String
    /// Of so many instances it is not known yet.
    public var instances: Int
    /// When the last of them knows it, at the earliest, event time; nil where that cannot be said.
    public var untilMicros: Int64?

    public init(subject: String, instances: Int, untilMicros: Int64?) {
      self.subject = subject
      self.instances = instances
      self.untilMicros = untilMicros
    }
  }

  /// What some instance still learns.
  public var parts: [Part] = []
  /// Instances of which nothing is learned any more.
  public var ready = 0

  public init() {}
}

extension Engine {
  /// Looks at every instance: for once a minute, not for an event.
  public var learning: LearningProgress {
    var progress = LearningProgress()
    guard book.cursor.hasStarted else { return progress }
    let subjects = Learning.Subject.allCases
    var counts = Array(repeating: 0, count: subjects.count)
    var last = Array(repeating: Pane.min, count: subjects.count)
    for instance in 0..<statistics.instances.count {
      let left = statistics.learning(of: instance, at: book.cursor.lastDecided, settings)
      if left.isEmpty { progress.ready += 1 }
      for item in left {
        counts[item.subject.rawValue] += 1
        last[item.subject.rawValue] = max(last[item.subject.rawValue], item.until ?? .min)
      }
    }
    assert(counts.allSatisfy { $0 + progress.ready <= statistics.instances.count }, "an instance learns or is ready")
    for (index, subject) in subjects.enumerated() where counts[index] > 0 {
      progress.parts.append(
        LearningProgress.Part(
          subject: subject.name, instances: counts[index],
          untilMicros: last[index] == .min ? nil : PaneTime.end(of: last[index])))
    }
    return progress
  }

  /// The partition that holds event time back, and how far it lets it go, µs (nil = nowhere); nil where none does.
  public var timeHolder: (partition: Int, micros: Int64?)? {
    merge.timeHolder(book.cursor).map { ($0.partition, $0.micros == .min ? nil : $0.micros) }
  }
}

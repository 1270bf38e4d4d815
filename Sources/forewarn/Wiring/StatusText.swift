import ForewarnCore
import StreamRuntime

/// How the daemon stands, in words: for `forewarn status`, for the log, and as JSON. Pure.
struct StatusText: Sendable {
  let status: DaemonStatus
  /// Why it is not ready.
  var problems: [String] = []
  var notes: [String] = []
  var nowMicros: Int64

  /// A page.
  var lines: [String] {
    let state = problems.isEmpty ? "ready" : "not ready"
    var lines = ["forewarn \(Version.forewarn): \(status.phase.rawValue), \(state)"]
    lines += (problems + notes).map { "  trouble   \($0)" }
    lines += [
      "  reading   \(reading)", "  time      \(time)", "  learning  \(learning)", "  cases     \(cases)",
      "  kept back \(keptBack)",
      "  counted   \(RunSummary.text(status.accounting))", "  commits   \(commits)",
    ]
    return lines
  }

  /// One line, for every five minutes.
  var summary: String {
    var trouble = problems.isEmpty ? "" : "; not ready: \(problems.joined(separator: "; "))"
    if !notes.isEmpty { trouble += "; \(notes.joined(separator: "; "))" }
    return
      "\(status.phase.rawValue): \(cases); reading \(reading); \(time); learning \(learning); \(RunSummary.text(status.accounting))\(trouble)"
  }

  // MARK: Parts

  /// Each topic with its partitions and what waits in it.
  private var reading: String {
    guard !status.partitions.isEmpty else { return "nothing yet" }
    return topics.map { topic, partitions in
      let lags = partitions.compactMap(\.lag)
      let lag = lags.reduce(0, +)
      let unknown = partitions.count - lags.count
      var text = "\(topic) (\(Words.many(Int64(partitions.count), "partition")))"
      text +=
        lag > 0 ? ", \(RefusalGroups.grouped(Int(clamping: lag))) records behind" : unknown == 0 ? ", at the end" : ""
      if unknown > 0 { text += ", the end of \(unknown) is not known" }
      return text
    }.joined(separator: "; ")
  }

  var topics: [(topic: String, partitions: [DaemonStatus.PartitionStatus])] {
    var topics: [(topic: String, partitions: [DaemonStatus.PartitionStatus])] = []
    for partition in status.partitions {
      if topics.last?.topic == partition.partition.topic {
        topics[topics.count - 1].partitions.append(partition)
      } else {
        topics.append((partition.partition.topic, [partition]))
      }
    }
    return topics
  }

  var time: String {
    guard let decided = status.decidedThroughMicros else { return "nothing is decided yet" }
    var text = "decided through \(Self.minute(decided)), \(Self.span(nowMicros - decided)) behind the clock"
    if let holder = status.timeHolder {
      let reach = status.heldMicros.map { "which has come to \(Self.minute($0))" } ?? "of which nothing is known yet"
      text += "; held by \(holder.name), \(reach)"
    }
    return text
  }

  var learning: String {
    let learning = status.learning
    guard status.instances > 0 else { return "nothing yet: no instance is known" }
    if learning.parts.isEmpty {
      return "nothing: \(Words.many(Int64(learning.ready), "instance")) have learned everything"
    }
    return learning.parts.map { part in
      let until = part.untilMicros.map { " until \(Self.minute($0))" } ?? ""
      return
        "\(part.subject.replacing("_", with: " ")) of \(Words.many(Int64(part.instances), "instance"))\(until)"
    }.joined(separator: ", ")
      + "; \(learning.ready) of \(Words.many(Int64(status.instances), "instance")) have learned everything"
  }

  private var cases: String {
    "\(Words.many(Int64(status.openCases), "open case")), \(status.instances) instances, \(status.series) series"
  }

  private var keptBack: String {
    guard let newest = status.keptBack.first else { return "nothing in 30 days" }
    return
      "\(Words.many(Int64(status.keptBackCount), "early warning")) in 30 days; the last: \(newest.text)"
  }

  private var commits: String {
    guard let last = status.lastCommitMicros else { return "none yet" }
    return
      "\(status.commits), the last \(Self.span(nowMicros - last)) ago, in \(status.lastCommitDurationMicros / 1_000) ms"
  }

  // MARK: JSON

  var json: String {
    var json = JSONWriter()
    json.object { json in
      json.string("version", Version.forewarn)
      json.string("phase", status.phase.rawValue)
      json.bool("ready", problems.isEmpty)
      json.strings("problems", problems)
      json.strings("notes", notes)
      json.array("partitions") { list in
        for partition in status.partitions { list.object { partition.write(to: &$0) } }
      }
      json.string("decided_through", status.decidedThroughMicros.map(Timestamp.text))
      json.string("time_held_by", status.timeHolder?.name)
      json.string("time_held_at", status.heldMicros.map(Timestamp.text))
      json.array("learning") { list in
        for part in status.learning.parts {
          list.object {
            $0.string("subject", part.subject)
            $0.integer("instances", Int64(part.instances))
            $0.string("until", part.untilMicros.map(Timestamp.text))
          }
        }
      }
      json.integer("instances_ready", Int64(status.learning.ready))
      json.integer("instances", Int64(status.instances))
      json.integer("series", Int64(status.series))
      json.integer("open_cases", Int64(status.openCases))
      json.integer("kept_back_count", Int64(status.keptBackCount))
      json.array("kept_back") { list in
        for kept in status.keptBack { list.object { kept.write(to: &$0) } }
      }
      json.object("counted", counted)
      json.integer("commits", status.commits)
      json.string("last_commit_at", status.lastCommitMicros.map(Timestamp.text))
    }
    return json.text
  }

  private func counted(_ json: inout JSONWriter) {
    let a = status.accounting
    for (name, count) in [
      ("records", a.records), ("events", a.events), ("cells", a.cells), ("duplicates", a.duplicates), ("late", a.late),
      ("quarantined", a.quarantined), ("rejected", a.rejected), ("cases_opened", a.casesOpened),
      ("case_events", a.caseEvents),
    ] { json.integer(name, count) }
  }

  // MARK: Words

  /// 2026-11-24 10:15 UTC.
  private static func minute(_ micros: Int64) -> String {
    "\(Timestamp.text(micros).prefix(10)) \(Timestamp.clockMinute(micros)) UTC"
  }

  private static func span(_ micros: Int64) -> String {
    let seconds = max(0, micros / 1_000_000)
    return seconds < 120
      ? "\(seconds) s"
      : seconds < 7_200
        ? "\(seconds / 60) min" : seconds < 172_800 ? "\(seconds / 3_600) h" : "\(seconds / 86_400) days"
  }
}

extension KeptBack {
  func write(to json: inout JSONWriter) {
    json.string("instance", instance.text)
    json.string("kind", kind.name)
    json.string("title", title)
    json.string("severity", severity.name)
    json.number("risk", Double(permille) / 1_000)
    json.string("from", Timestamp.text(fromMicros))
    json.string("through", Timestamp.text(throughMicros))
    json.integer("minutes", Int64(minutes))
    json.integer("opens_at_budget", Int64(needed))
  }
}

extension DaemonStatus.PartitionStatus {
  /// As members of an object, wherever partitions are told of.
  func write(to json: inout JSONWriter) {
    json.string("topic", partition.topic)
    json.integer("partition", Int64(partition.partition))
    json.integer("next_offset", nextOffset)
    json.integer("lag", lag)
    json.integer("hidden", hidden)
    json.string("trouble", trouble)
  }
}

extension DaemonStatus {
  /// That no further case can open; nil while one can.
  var fullness: String? {
    guard isFullOfCases else { return nil }
    return "open cases: \(openCases), as many as limits.open_cases allows; no further one opens until one is resolved"
  }
}

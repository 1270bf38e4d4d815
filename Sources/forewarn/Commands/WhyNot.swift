import ForewarnCore

/// `explain --why-not`: one minute of one instance over recorded input, and what kept a case from opening.
enum WhyNot {
  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    for needed in ["--config", "--instance", "--at"] where !arguments.has(needed) {
      console.complain("forewarn: explain: --why-not needs \(needed)")
      return .usage
    }
    let moment = arguments["--at"] ?? ""
    guard let micros = EventTime.micros(ofRFC3339: moment) else {
      console.complain("forewarn: explain: --at: \"\(moment)\" is no RFC 3339 time, such as 2026-11-24T10:00:00Z")
      return .usage
    }
    let instance = arguments["--instance"] ?? ""
    return RecordedRun.run(arguments, console, name: "explain") { run in
      let summary = try run.feed(asking: Inquiry(instance: instance, atMicros: micros)) { _ in }
      guard let inspection = summary.inspection else {
        let decided = summary.decidedThroughMicros.map { "what is decided ends at \(Timestamp.text($0))" }
        console.complain(
          "forewarn: explain: the input has no minute at \(moment): it begins later, or \(decided ?? "has no event")")
        return .inputUnusable
      }
      if case .unknownInstance(let known) = inspection.ground {
        console.complain(
          "forewarn: explain: nothing had named the instance \"\(instance)\" up to then\(Suggestion.clause(for: instance, in: known))"
        )
        return .inputUnusable
      }
      let text = WhyNotText(inspection: inspection)
      console.print(arguments["--format"] == "json" ? text.json : text.lines.joined(separator: "\n"))
      return .done
    }
  }
}

/// The answer, for people and for programs.
struct WhyNotText {
  private static let subjectsShown = 3
  private static let textWidth = 100

  let inspection: Inspection

  private var isOpen: Bool { inspection.kinds.contains { $0.openCase != nil } }

  // MARK: For people

  var lines: [String] {
    let from = Timestamp.text(inspection.fromMicros).prefix(16).split(separator: "T").joined(separator: " ")
    let to = Timestamp.clockMinute(inspection.fromMicros + 60_000_000)
    var lines = ["\(inspection.instance), \(from) to \(to) UTC: \(isOpen ? "a case was open" : "no case was open")."]
    switch inspection.ground {
    case .nothingCame: return lines + ["Nothing came in this minute, and no case was to be looked at."]
    case .partial: return lines + ["Records of this minute were lost: what is not whole is not judged."]
    case .judged, .unknownInstance: break
    }
    for sentence in inspection.exclusions { lines += row("not learned", sentence) }
    if let nearest = inspection.nearest {
      lines += row("nearest", "\(nearest.rule): \(nearest.sentence).")
    }
    for kind in inspection.kinds {
      lines += row(kind.kind.name, kind.sentences.joined(separator: " "))
    }
    lines.append("")
    var rest = inspection.rules[...]
    while let rule = rest.first?.rule {
      let own = rest.prefix { $0.rule == rule }
      rest = rest.dropFirst(own.count)
      lines += told(own.sorted { $0.closeness > $1.closeness }, rule)
    }
    return lines
  }

  private func told(_ sights: [RuleSight], _ rule: String) -> [String] {
    var lines: [String] = []
    for sight in sights.prefix(Self.subjectsShown) {
      lines += row(lines.isEmpty ? rule : "", "\(words(sight.hold)): \(sight.sentence).")
    }
    let more = sights.count - Self.subjectsShown
    if more > 0 { lines += row("", "… and \(more) more, which \(more == 1 ? "was" : "were") no nearer.") }
    return lines
  }

  private func words(_ hold: RuleSight.Hold) -> String {
    hold.rawValue.split(separator: "_").joined(separator: " ")
  }

  private func row(_ name: String, _ text: String) -> [String] {
    let indent = 18
    let label = name + String(repeating: " ", count: max(indent - name.count, 1))
    let wrapped = CaseText(width: Self.textWidth).wrapped(text, to: Self.textWidth - indent)
    return wrapped.enumerated().map { ($0 == 0 ? label : String(repeating: " ", count: indent)) + $1 }
  }

  // MARK: For programs

  var json: String {
    var json = JSONWriter()
    json.object { json in
      json.string("instance", inspection.instance)
      json.string("from", Timestamp.text(inspection.fromMicros))
      json.string("ground", ground)
      json.strings("exclusions", inspection.exclusions)
      if let nearest = inspection.nearest {
        json.object("nearest") { json in write(nearest, to: &json) }
      } else {
        json.null("nearest")
      }
      json.array("kinds") { json in
        for kind in inspection.kinds {
          json.object { json in
            json.string("kind", kind.kind.name)
            json.number("risk", Double(kind.risk) / 1_000)
            json.string("open_case", kind.openCase)
            json.strings("sentences", kind.sentences)
          }
        }
      }
      json.array("rules") { json in
        for sight in inspection.rules { json.object { json in write(sight, to: &json) } }
      }
    }
    return json.text
  }

  private func write(_ sight: RuleSight, to json: inout JSONWriter) {
    json.string("rule", sight.rule)
    json.string("subject", sight.subject)
    json.string("hold", sight.hold.rawValue)
    json.number("closeness", (sight.closeness * 1_000).rounded() / 1_000)
    json.string("sentence", sight.sentence)
  }

  private var ground: String {
    switch inspection.ground {
    case .judged: "judged"
    case .nothingCame: "nothing_came"
    case .partial: "partial"
    case .unknownInstance: "unknown_instance"
    }
  }
}

import AdminServer
import ForewarnCore
import StreamRuntime

/// The daemon's status as Prometheus families. Labels are bounded: topics, partitions, reasons, some unknown words; never a customer.
enum DaemonMetrics {
  static func families(_ status: DaemonStatus, _ filling: DashboardAPI.Filling? = nil) -> [MetricFamily] {
    [
      gauge("forewarn_build_info", "1, with the versions.", [.init(.integer(1), [.init("version", Version.forewarn)])]),
      gauge(
        "forewarn_phase", "1 for the phase that the daemon is in.",
        DaemonStatus.Phase.allCases.map { .init(.integer($0 == status.phase ? 1 : 0), [.init("phase", $0.rawValue)]) }),
      counter(
        "forewarn_records_total", "Records taken, since the state began.", [.init(.integer(status.accounting.records))]),
      counter(
        "forewarn_decisions_total", "Decision steps since the process started.",
        [.init(.integer(status.counters.decisions))]),
      counter(
        "forewarn_findings_total", "Findings of rules since the process started.",
        [.init(.integer(status.counters.findings))]),
      counter(
        "forewarn_replay_diverged_total", "Times that taught statistics did not end where the state was.",
        [.init(.integer(status.counters.diverged))]),
      gauge("forewarn_series", "Series followed.", [.init(.integer(Int64(status.series)))]),
      gauge("forewarn_instances", "Customer instances seen.", [.init(.integer(Int64(status.instances)))]),
      gauge(
        "forewarn_decided_through_timestamp_seconds", "End of the last decided pane.",
        [.init(.real(Double(status.decidedThroughMicros ?? 0) / 1e6))]),
      gauge(
        "forewarn_clock_jump_seconds",
        "How far the wall clock is from the time that is gone by; 0 while it is believed.",
        [.init(.real(Double(status.clockJumpMicros ?? 0) / 1e6))]),
      gauge(
        "forewarn_kafka_connected", "1 while brokers answer.",
        [.init(.integer(status.connection == .connected ? 1 : 0))]),
      counter(
        "forewarn_commits_total", "Epochs committed since the process started.", [.init(.integer(status.commits))]),
      counter(
        "forewarn_failed_folds_total",
        "Commits that are in Kafka and could not be folded into the book on disk at once.",
        [.init(.integer(status.failedFolds))]),
      counter(
        "forewarn_reloads_total", "Times that the configuration was read again while it ran, by what became of it.",
        [("applied", status.reloadsApplied), ("refused", status.reloadsRefused)].map {
          .init(.integer($0.1), [.init("outcome", $0.0)])
        }),
      gauge(
        "forewarn_last_commit_timestamp_seconds", "When the last epoch was committed.",
        [.init(.real(Double(status.lastCommitMicros ?? 0) / 1e6))]),
      gauge(
        "forewarn_last_commit_duration_seconds", "How long the last epoch took, disk and Kafka together.",
        [.init(.real(Double(status.lastCommitDurationMicros) / 1e6))]),
    ] + events(status) + cases(status) + inputs(status) + unexplained(status)
      + (filling.map { dashboard($0, status) } ?? [])
  }

  private static func dashboard(_ filling: DashboardAPI.Filling, _ status: DaemonStatus) -> [MetricFamily] {
    [
      counter(
        "forewarn_dashboard_rows_lost_total", "Rows of minutes that the dashboard has no history of, by reason.",
        [
          .init(.integer(filling.dropped), [.init("reason", "disk_too_slow")]),
          .init(.integer(filling.omitted + status.omittedReportRows), [.init("reason", "series_limit")]),
        ]),
      gauge(
        "forewarn_dashboard_reads_topics", "1 while the dashboard reads the topics of cases and health.",
        [.init(.integer(filling.hasTopics ? 1 : 0))]),
      gauge(
        "forewarn_dashboard_streams", "Pages that are told when there is something new.",
        [.init(.integer(Int64(filling.streams.open)))]),
      counter(
        "forewarn_dashboard_streams_total", "Pages that asked to be told, by what became of it.",
        [("opened", filling.streams.opened), ("refused", filling.streams.refused)].map {
          .init(.integer($0.1), [.init("outcome", $0.0)])
        }),
      counter(
        "forewarn_dashboard_acts_total",
        "What was said on the pages, by the kind of its control record and by how it ended; denied: it was not taken.",
        acts(filling.acts)),
    ]
  }

  /// All of them, so that a rate begins at 0; `none` is what was no control record.
  private static func acts(_ endings: [ActingDesk.Ending: Int64]) -> [MetricFamily.Sample] {
    (ControlKinds.described.map { $0.name } + [""]).flatMap { kind in
      ActingDesk.Outcome.allCases.compactMap { outcome -> MetricFamily.Sample? in
        guard !kind.isEmpty || outcome == .denied else { return nil }
        let count = endings[ActingDesk.Ending(kind: kind, outcome: outcome)] ?? 0
        return .init(
          .integer(count), [.init("kind", kind.isEmpty ? "none" : kind), .init("outcome", outcome.rawValue)])
      }
    }
  }

  private static func cases(_ status: DaemonStatus) -> [MetricFamily] {
    [
      counter(
        "forewarn_case_events_total", "Case events emitted since the process started.",
        zip(CaseEventType.allCases, status.counters.caseEvents).map { .init(.integer($1), [.init("type", $0.name)]) }),
      counter(
        "forewarn_cases_suppressed_total", "Openings kept back by a limit, at every pane at which they wait.",
        zip(Suppression.allCases, status.counters.suppressed).map {
          .init(.integer($1), [.init("reason", $0.rawValue)])
        }),
      counter(
        "forewarn_control_records_applied_total", "Control records applied since the process started.",
        [.init(.integer(status.counters.controlsApplied))]),
      counter(
        "forewarn_control_records_refused_total", "Control records refused since the process started, by reason.",
        zip(ControlRejection.allCases, status.counters.controlsRejected).map {
          .init(.integer($1), [.init("reason", $0.rawValue)])
        }),
      counter(
        "forewarn_texts_withheld_total", "Texts and names left out of case events because they name another customer.",
        [.init(.integer(status.counters.textsWithheld))]),
      counter(
        "forewarn_health_records_deferred_total",
        "Health records kept back by the limit of a minute, at every minute at which they wait.",
        [.init(.integer(status.counters.healthDeferred))]),
      counter(
        "forewarn_names_forgotten_total", "Names that were silent for long and made room where a limit came near.",
        [
          .init(.integer(status.counters.forgottenInstances), [.init("kind", "instance")]),
          .init(.integer(status.counters.forgottenSeries), [.init("kind", "series")]),
        ]),
      gauge("forewarn_cases_open", "Open cases.", [.init(.integer(Int64(status.openCases)))]),
    ]
  }

  /// How the input partitions stand.
  private static func inputs(_ status: DaemonStatus) -> [MetricFamily] {
    [
      gauge(
        "forewarn_consumer_lag_records", "Records between the next one and the newest known end.",
        status.partitions.compactMap { p in p.lag.map { .init(.integer($0), labels(p)) } }),
      counter(
        "forewarn_input_lost_total",
        "Offsets skipped since the process started, because retention had taken what stood there.",
        [.init(.integer(status.counters.lost))]),
      gauge(
        "forewarn_partition_unanswered", "1 while brokers answer, and this partition has not for long.",
        status.partitions.map { .init(.integer($0.trouble == nil ? 0 : 1), labels($0)) }),
      gauge(
        "forewarn_hidden_records",
        "Offsets behind the stable end, which nobody can read: a producer's transaction is open.",
        status.partitions.map { .init(.integer($0.hidden), labels($0)) }),
    ]
  }

  /// What became of events.
  private static func events(_ status: DaemonStatus) -> [MetricFamily] {
    let a = status.accounting
    return [
      counter(
        "forewarn_events_total", "Events by where they went, since the state began.",
        [
          ("cell", a.cells), ("duplicate", a.duplicates), ("late", a.late), ("quarantined", a.quarantined),
          ("rejected", a.rejected),
        ].map { .init(.integer($0.1), [.init("outcome", $0.0)]) }),
      counter(
        "forewarn_events_rejected_total", "Events refused since the process started, by reason.",
        zip(Rejection.allCases, status.counters.rejected).map { .init(.integer($1), [.init("reason", $0.rawValue)]) }),
      counter(
        "forewarn_events_quarantined_total", "Events whose clock is wrong, since the process started, by reason.",
        zip(Quarantine.allCases, status.counters.quarantined).map {
          .init(.integer($1), [.init("reason", $0.rawValue)])
        }),
      counter(
        "forewarn_passed_over_total",
        "What records held that is no event by the rules of its format, since the process started, by rule.",
        status.passedOver.flatMap { topic in
          topic.counts.rules.map {
            .init(.integer($0.count), [.init("topic", topic.topic), .init("rule", $0.rule.name)])
          }
        }),
    ]
  }

  /// What a person should explain: in a topic's maps, in the customer model, or to the customers of a feed.
  private static func unexplained(_ status: DaemonStatus) -> [MetricFamily] {
    [
      gauge(
        "forewarn_feed_silent_instances", "Instances that fell silent together with their topic, whose usage rests.",
        status.silentFeeds.map { .init(.integer(Int64($0.silentInstances)), [.init("topic", $0.topic)]) }),
      gauge(
        "forewarn_feed_established_instances", "Instances of a silent topic whose silence would be news.",
        status.silentFeeds.map { .init(.integer(Int64($0.establishedInstances)), [.init("topic", $0.topic)]) }),
      counter(
        "forewarn_unknown_words_total",
        "Alerts whose severity or status is a word that nobody explained, since the process started.",
        status.unknownWords.map {
          .init(
            .integer($0.alerts),
            [.init("topic", $0.topic), .init("field", $0.field.rawValue), .init("word", $0.word)])
        }),
      counter(
        "forewarn_immediate_unknown_environment_total",
        "Alerts that met the immediate rule of an instance whose environment nobody says, since the process started.",
        zip(UnknownEnvironment.allCases, status.counters.unknownEnvironments)
          .map { .init(.integer($1), [.init("reason", $0.rawValue)]) }),
    ]
  }

  private static func labels(_ p: DaemonStatus.PartitionStatus) -> [MetricFamily.Label] {
    [.init("topic", p.partition.topic), .init("partition", String(p.partition.partition))]
  }

  private static func gauge(_ name: String, _ help: String, _ samples: [MetricFamily.Sample]) -> MetricFamily {
    MetricFamily(name, .gauge, help: help, samples: samples)
  }

  private static func counter(_ name: String, _ help: String, _ samples: [MetricFamily.Sample]) -> MetricFamily {
    MetricFamily(name, .counter, help: help, samples: samples)
  }
}

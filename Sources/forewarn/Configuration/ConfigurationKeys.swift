import ForewarnCore

/// Every key of the configuration file. Parsing, defaults, `config check`, `show`, `schema` and `sample` come from here.
enum ConfigurationKeys {
  static let table = KeyTable<Configuration>(
    keys: general + AccessKeys.keys + DashboardKeys.keys + time + transactions + alerts
      + [SignalKeys.key] + risk + [rules] + cases
      + PriorityKeys.keys
      + [links] + limits + logging,
    sections: [
      "application": "Who this is.",
      "output":
        "Where results go, a topic each; null in place of a name, or of {topic: …}, turns one off, but not cases.",
      "output.cases": "Case events, the product of it all.",
      "output.health":
        "One record an instance: when it is first seen, once a day, and when something changes. Compacted.",
      "output.late": "Records that came later than time.allowed_lateness_seconds, untouched.",
      "output.dead_letter": "Records that cannot be used, untouched, with headers that say why.",
      "output.audit": "One record a decision step: what was decided, from what, and why.",
      "state": "What survives a restart.",
      "customers": "Who owns which instance.",
      "admin": "Metrics, health, API and dashboard over HTTP.",
      "dashboard": "The Predictive Analysis Dashboard: pages for people.",
      "time": "Event time.",
      "transactions": "Top Transaction Trending: response times and usage.",
      "alerts": "Predictive Performance Alerting: bursts, novelty and weights of alerts.",
      "risk":
        "logit(risk) = base + the sum over domains of weight · score · 2^(−age / half-life), plus a bonus when domains agree.",
      "rules": "What is looked for.",
      "cases": "When cases open, change and resolve.",
      "limits": "Bounds on memory. Past them events are rejected and counted.",
      "logging": "What the daemon says of itself.",
    ].merging(PriorityKeys.sections) { first, _ in first })

  private static let general: [Key<Configuration>] = [
    .integer("version", \.version, 1...1, "Version of this file's form."),
    .text(
      "application.id", \.applicationID, .applicationID,
      "Name of this deployment; group.id, transactional.id and the CloudEvents source derive from it."),
    KafkaProperties.key,
    .rows("topics", \.topics, TopicKeys.table, empty: { TopicConfiguration() }, "The input topics, at least one.")
      .required,
    .text("output.cases.topic", \.casesTopic, .topicName, "Topic of the case events."),
    .optionalText("output.health.topic", \.outputs[.health], .topicName, "Topic of the instances' health."),
    .optionalText("output.late.topic", \.outputs[.late], .topicName, "Topic of late records."),
    .optionalText("output.dead_letter.topic", \.outputs[.deadLetter], .topicName, "Topic of unusable records."),
    .optionalText("output.audit.topic", \.outputs[.audit], .topicName, "Topic of decision records."),
    .choice(
      "output.missing_topics", \.missingTopics, MissingTopics.allCases, name: { $0.rawValue },
      "What a start does where output topics or the state topic do not exist: create makes them; input topics it never makes."
    ),
    .choice(
      "on_lost_input", \.onLostInput, LostInput.allCases, name: { $0.rawValue },
      "What is done about records that retention took before they were read: stop, or skip them; the minutes around them are not judged then."
    ),
    .text("state.path", \.statePath, .any, "Folder of the state; one process owns it.").required,
    .text("state.topic", \.stateTopic, .topicName, "Compacted topic that restores the state when the folder is lost."),
    .optionalText(
      "customers.file", \.customersFile, .any,
      "The customer model, a YAML file; a relative path starts at this file's folder."),
    .timeZone(
      "customers.time_zone", \.settings.customers.timeZone,
      "By whose hours and weekends instances are used whose entry names no time_zone: Europe/Berlin, +05:30, UTC."),
    .optionalText("admin.listen", \.adminListen, .listenAddress, "Address and port of the HTTP server; null = none."),
    .texts(
      "admin.names", \.adminNames,
      "Host names under which clients reach it, as a proxy passes them on, beside its addresses and localhost."),
  ]

  private static let time: [Key<Configuration>] = [
    .integer(
      "time.delay_seconds", \.settings.time.delaySeconds, 0...86_400, unit: "seconds",
      "How long after a moment its records may arrive without being late."),
    .integer(
      "time.allowed_lateness_seconds", \.settings.time.allowedLatenessSeconds, 0...604_800, unit: "seconds",
      "Events later than the watermark, or than what is decided, by up to this still count, in the open pane; later ones go to output.late."
    ),
    .integer(
      "time.max_future_seconds", \.settings.time.maxFutureSeconds, 1...86_400, unit: "seconds",
      "An event further ahead than this of its record's timestamp, or of the wall clock, is quarantined."),
    .integer(
      "time.jump_records", \.settings.time.jumpRecords, 2...10_000, unit: "records",
      "So many events in a row, of two series, ahead of the wall clock as their records are, say that the wall clock is behind."
    ),
    .integer(
      "time.tick_delay_seconds", \.settings.time.tickDelaySeconds, 1...86_400, unit: "seconds",
      "How far a quiet stream's time stays behind the wall clock."),
    .integer(
      "time.max_wait_seconds", \.settings.time.maxWaitSeconds, 1...3_600, unit: "seconds",
      "How long a partition that lags without data may hold up the others."),
    .integer(
      "time.idle_seconds", \.settings.time.idleSeconds, 1...3_600, unit: "seconds",
      "A partition at its end holds time back no further than this, and the delay, behind the moment at which its end was asked."
    ),
  ]

  private static let transactions: [Key<Configuration>] = [
    .integer(
      "transactions.warm_up_panes", \.settings.transactions.warmUpPanes, 1...100_000, unit: "panes of 60 s",
      "Panes with data that a series teaches before it may alarm."),
    .number(
      "transactions.anomaly_score", \.settings.transactions.anomalyScore, 0.1...100,
      "Score of response times, failures and usage that opens a case; 2 is more than a healthy stream shows in a month."
    ),
    .integer(
      "transactions.top_transactions", \.settings.transactions.topTransactions, 1...1_000, unit: "transactions",
      "How many of an instance's transactions, by load share, are followed closely."),
    .integer(
      "transactions.trend_panes", \.settings.transactions.trendPanes, 8...1_440, unit: "panes of 60 s",
      "Window over which trends are fitted."),
    .number(
      "transactions.trend_horizon_hours", \.settings.transactions.trendHorizonHours, 0.1...8_760, unit: "hours",
      "A limit that will be crossed later than this is no finding."),
    .number(
      "transactions.limit_millis", \.settings.transactions.limitMillis, 0...2_592_000_000, unit: "milliseconds",
      "Response time that must not be crossed; 0 = limit_factor times the transaction's own level."),
    .number(
      "transactions.limit_factor", \.settings.transactions.limitFactor, 1.01...1_000,
      "Multiple of a transaction's own level that counts as its limit when limit_millis is 0."),
    .number(
      "transactions.usage_drop_share", \.settings.transactions.usageDropShare, 0...1,
      "Usage below this share of what is usual at its hour is a drop; above 1.5 times its inverse, for twice as long, a surge."
    ),
    .number(
      "transactions.usage_min_per_pane", \.settings.transactions.usageMinPerPane, 0...1_000_000_000,
      unit: "requests a pane", "Usual usage below this is too thin to judge."),
    .integer(
      "transactions.usage_drop_panes", \.settings.transactions.usageDropPanes, 1...1_440, unit: "panes of 60 s",
      "How long a drop must last to be a finding."),
  ]

  private static let alerts: [Key<Configuration>] = [
    .integer(
      "alerts.warm_up_panes", \.settings.alerts.warmUpPanes, 1...100_000, unit: "panes of 60 s",
      "Panes of an instance's history before its bursts count."),
    .number(
      "alerts.burst_surprise", \.settings.alerts.burstSurprise, 1...300,
      "A burst is a count whose negative-binomial tail is below 10^−this."),
    .integer(
      "alerts.novelty_after_panes", \.settings.alerts.noveltyAfterPanes, 1...1_000_000, unit: "panes of 60 s",
      "Panes of an instance's history before an alert type that it never had is news."),
    .choice(
      "alerts.immediate_severity", \.settings.alerts.immediateSeverity, Severity.allCases.reversed(),
      name: { $0.name }, "Alerts at or above this severity open a case at once, in the environments below."),
    .number(
      "alerts.stale_after_hours", \.settings.alerts.staleAfterHours, 0.1...8_760, unit: "hours",
      "An alert that nobody spoke of for so long is taken to be over (expired, not recovered)."),
    .texts(
      "alerts.immediate_environments", \.settings.alerts.immediateEnvironments,
      "Environments of instances for which that holds; one that the customer model does not name counts as production. [] turns it off."
    ),
    .rows(
      "alerts.indicators", \.settings.alerts.indicators,
      KeyTable(keys: [
        .text("alert", \.alert, .any, "The alert's name; * stands for any text. The first that matches counts.")
          .required,
        .number(
          "weight", \.weight, 0...1,
          "The share of such alerts that an incident follows; from 0.5 on one alone opens a case."
        ).required,
        .choice(
          "domain", \.domain, [nil] + Domain.allCases.map(Optional.init), name: { $0?.name ?? "own" },
          "What it speaks of; own = what its alert says. Different domains support each other."),
      ]),
      empty: { EarlyIndicator(alert: "", weight: 0) },
      "Alerts after which an incident is likely; \"forewarn suggest indicators\" finds them in history. At most \(Limits.indicators)."
    ),
    .number(
      "alerts.indicator_hours", \.settings.alerts.indicatorHours, 0.1...8_760, unit: "hours",
      "For so long an early indicator warns."),
  ]

  private static let risk: [Key<Configuration>] = [
    .number("risk.base", \.settings.risk.base, -50...50, "Log-odds of risk without any finding."),
    .number("risk.weight", \.settings.risk.weight, 0...100, "What a domain's best score counts."),
    .number(
      "risk.half_life_panes", \.settings.risk.halfLifePanes, 0.1...100_000, unit: "panes of 60 s",
      "After so long a finding counts half."),
    .number(
      "risk.agreement_bonus", \.settings.risk.agreementBonus, 0...100,
      "Log-odds on top when two or more domains agree."),
  ]

  private static let rules = Key<Configuration>.texts(
    "rules.disabled", \.settings.rules.disabled,
    "Rules and models that are off, by their names in reasons: \(RulesInForce.names.joined(separator: ", ")). Cases that rest on nothing else close as rule_removed."
  )

  private static let cases: [Key<Configuration>] = [
    .number(
      "cases.open_at_risk", \.settings.cases.openAtRisk, 0.001...0.999,
      "A case opens when risk stays at or above this …"),
    .integer(
      "cases.open_for_panes", \.settings.cases.openForPanes, 1...1_440, unit: "panes of 60 s", "… for so long."),
    .number(
      "cases.close_at_risk", \.settings.cases.closeAtRisk, 0.001...0.999,
      "What has no fact to watch, as how often an alert comes, is over when the risk that it leaves is at or below this."
    ),
    .integer(
      "cases.close_for_panes", \.settings.cases.closeForPanes, 1...10_080, unit: "panes of 60 s",
      "A case resolves when nothing that it rests on has held for so long: alerts are resolved, values are back."),
    .integer(
      "cases.dead_time_panes", \.settings.cases.deadTimePanes, 0...10_080, unit: "panes of 60 s",
      "After a case resolved, a new or reopened one waits so long."),
    .number(
      "cases.reopen_window_hours", \.settings.cases.reopenWindowHours, 0...8_760, unit: "hours",
      "A problem that comes back within this reopens its case; later, a new case names the old one."),
    .number(
      "cases.adapt_after_hours", \.settings.cases.adaptAfterHours, 1...8_760, unit: "hours",
      "A value that stays out of its band for so long ends its case with the question whether it is the new normal."),
    .number(
      "cases.refresh_hours", \.settings.cases.refreshHours, 0.1...168, unit: "hours",
      "An open case is repeated this often, so that compaction and retention never lose it."),
    .integer(
      "cases.update_every_panes", \.settings.cases.updateEveryPanes, 1...1_440, unit: "panes of 60 s",
      "Updates of a case are at least this far apart, but for escalations."),
    .integer(
      "cases.major_case_accounts", \.settings.cases.majorCaseAccounts, 2...100_000, unit: "accounts",
      "So many accounts affected by one case propose a major case."),
    .optionalInteger(
      "cases.per_customer_month", \.settings.cases.perCustomerMonth, 0...1_000, unit: "cases",
      "Early warnings that an account (an instance without one) bears in 30 days, those that come back too; further ones have to be worse, or last half an hour to four hours, and are listed. Immediate alerts, harm that is felt, and major cases always open. null or 0 = any number."
    ),
  ]

  private static let links = Key<Configuration>.rows(
    "links", \.settings.links,
    KeyTable(keys: [
      .text("rel", \.rel, .relation, "What the page is to the case; the first runbook is action.runbook too.").required,
      .text("title", \.title, .any, "For people.").required,
      .text(
        "href", \.href, .linkTemplate,
        "Its address; {instance}, {kind}, {subject}, {case_id}, {from}, {to}, {from_ms} and {to_ms} are filled in, escaped."
      ).required,
    ]),
    empty: { LinkTemplate(rel: "", title: "", href: "") },
    "Your own pages about a case, such as runbooks, dashboards and searches, for links of its events; at most \(Limits.links)."
  )

  private static let limits: [Key<Configuration>] = [
    .integer(
      "limits.instances", \.settings.limits.instances, 1...1_000_000, unit: "instances",
      "Instances in all. Before it is reached, those that were silent for long make room; the last quarter is kept for instances of the customers file."
    ),
    .integer(
      "limits.series", \.settings.limits.series, 1...10_000_000, unit: "series",
      "Series of all kinds in all. Before it is reached, those that were silent for long make room; past it, events of new ones are rejected as series_limit."
    ),
    .integer(
      "limits.series_per_instance", \.settings.limits.seriesPerInstance, 1...10_000_000, unit: "series",
      "Of these, as many as one instance may have."),
    .integer(
      "limits.followed_transactions", \.settings.limits.followedTransactions, 0...1_000_000, unit: "transactions",
      "Transactions followed closely in all, at about 17 KB each."),
    .integer("limits.open_cases", \.settings.limits.openCases, 1...1_000_000, unit: "cases", "Open cases in all."),
  ]

  private static let logging: [Key<Configuration>] = [
    .choice(
      "logging.format", \.logging.format, LogFormat.allCases, name: { $0.rawValue },
      "auto = journald under systemd, text on a terminal, JSON elsewhere."),
    .choice(
      "logging.level", \.logging.level, LogLevel.allCases, name: { $0.rawValue }, "The least important that is written."
    ),
  ]
}

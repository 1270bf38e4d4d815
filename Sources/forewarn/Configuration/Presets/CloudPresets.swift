extension Presets {
  /// Azure Monitor's common alert schema and the older one of metric alerts and activity logs. 0 is the severest there.
  static let azure = """
    fields:
      time: {first_of: [/data/essentials/resolvedDateTime, /data/essentials/firedDateTime, /data/context/timestamp, /data/context/activityLog/eventTimestamp]}
      instance: {first_of: [/data/customProperties/customer_instance, /data/customProperties/customer, /data/properties/customer_instance, /data/properties/customer]}
      alert: {first_of: [/data/essentials/alertRule, /data/context/name, /data/context/activityLog/operationName]}
      severity: {first_of: [/data/essentials/severity, /data/context/severity, /data/context/activityLog/level]}
      status: {first_of: [/data/essentials/monitorCondition, /data/status]}
      ci: {first_of: [/data/essentials/configurationItems/0, /data/context/resourceName]}
      fingerprint: {first_of: [/data/essentials/alertId, /data/context/id, /data/context/activityLog/correlationId]}
      summary: {first_of: [/data/essentials/description, /data/context/description]}
    labels: [/data/customProperties, /data/properties]
    severity: {0: critical, 1: major, 2: warning, 3: info, 4: info, Sev0: critical, Sev1: major, Sev2: warning, Sev3: info, Sev4: info, Verbose: info}
    status: {Fired: firing, Resolved: resolved, Activated: firing, Deactivated: resolved}
    """

  /// A CloudWatch alarm by SNS (as JSON in its text), by EventBridge, or bare. It has no severity: `severity: {constant: major}` gives it one.
  static let cloudWatch = """
    fields:
      time: {first_of: [/Message/StateChangeTime, /detail/state/timestamp, /StateChangeTime, /time, /Timestamp]}
      alert: {first_of: [/Message/AlarmName, /detail/alarmName, /AlarmName]}
      status: {first_of: [/Message/NewStateValue, /detail/state/value, /NewStateValue]}
      fingerprint: {first_of: [/Message/AlarmArn, /resources/0, /AlarmArn]}
      summary: {first_of: [/Message/NewStateReason, /detail/state/reason, /NewStateReason]}
    labels: [/Message/Trigger/Dimensions, /detail/configuration/metrics/0/metricStat/metric/dimensions, /Trigger/Dimensions]
    status: {ALARM: firing, OK: resolved, INSUFFICIENT_DATA: neither}
    ci_labels: [ci, host, InstanceId, DBInstanceIdentifier, DBClusterIdentifier, LoadBalancer, ClusterName, FunctionName, QueueName]
    """

  /// An incident of Google Cloud Monitoring (version 1.2 of its webhook).
  static let gcp = """
    fields:
      time: {first_of: [/incident/ended_at, /incident/started_at]}
      alert: {first_of: [/incident/policy_name, /incident/condition_name]}
      severity: {pointer: /incident/severity}
      status: {pointer: /incident/state}
      ci: {first_of: [/incident/resource_display_name, /incident/resource/labels/instance_id, /incident/resource_name]}
      fingerprint: {pointer: /incident/incident_id}
      summary: {pointer: /incident/summary}
    labels: [/incident/policy_user_labels, /incident/metadata/user_labels, /incident/resource/labels, /incident/metric/labels]
    severity: {Critical: critical, Error: major, Warning: warning, No severity: warning, "SEVERITY_UNSPECIFIED": warning}
    status: {open: firing, closed: resolved}
    """

  /// Datadog's webhook, with names as its integration has them for the variables.
  static let datadog = """
    fields:
      time: {first_of: [/last_updated, /date, /timestamp]}
      instance: {first_of: [/customer_instance, /tags_map/customer_instance, /tags_map/customer]}
      alert: {first_of: [/alert_title, /monitor_name, /title, /event_title]}
      severity: {first_of: [/alert_priority, /priority, /alert_type, /severity]}
      status: {first_of: [/alert_transition, /transition, /alert_status]}
      ci: {first_of: [/hostname, /host]}
      fingerprint: {first_of: [/aggregation_key, /aggreg_key, /alert_cycle_key, /alert_id, /id]}
      summary: {first_of: [/text_only_msg, /body, /event_msg]}
    labels: [/tags, /tags_map]
    severity: {P1: critical, P2: major, P3: minor, P4: warning, P5: info, error: major, warning: warning, info: info, success: clear}
    status: {Triggered: firing, Re-Triggered: firing, Renotify: firing, Warn: firing, Re-Warn: firing, No Data: neither, Re-No Data: neither, Recovered: resolved}
    """

  /// Sentry's webhooks of issue alerts and metric alerts.
  static let sentry = """
    fields:
      time: {first_of: [/data/metric_alert/date_closed, /data/event/datetime, /data/metric_alert/date_detected, /data/metric_alert/date_started]}
      alert: {first_of: [/data/triggered_rule, /data/metric_alert/alert_rule/name, /data/event/title]}
      severity: {first_of: [/data/event/level, /action]}
      status: {pointer: /action}
      fingerprint: {first_of: [/data/event/issue_id, /data/metric_alert/id]}
      summary: {first_of: [/data/event/title, /data/description_text, /data/description_title]}
    labels: [/data/event/tags]
    severity: {fatal: critical, error: major, warning: warning, info: info, debug: info, critical: critical, resolved: clear}
    status: {triggered: firing, critical: firing, warning: firing, resolved: resolved, created: firing, assigned: neither, archived: neither, unresolved: firing}
    """
}

extension Presets {
  /// A webhook whose parameters are named after Zabbix' macros, and its export of events (`real-time export`, connectors).
  static let zabbix = """
    fields:
      time: {first_of: [/clock, /event_time, /time]}
      instance: {first_of: [/customer_instance, /customer]}
      alert: {first_of: [/event_name, /trigger_name, /name]}
      severity: {first_of: [/event_nseverity, /nseverity, /event_severity, /severity]}
      status: {first_of: [/event_status, /trigger_status, /status, /event_value, /value]}
      ci: {first_of: [/host, /host_name, /host_host, /hosts/0/host]}
      fingerprint: {first_of: [/p_eventid, /event_id, /eventid, /trigger_id]}
      summary: {first_of: [/message, /event_opdata, /event_name, /name]}
    labels: [/tags, /event_tags_json, /event_tags]
    severity: {0: info, 1: info, 2: warning, 3: minor, 4: major, 5: critical, Not classified: info, Information: info, Warning: warning, Average: minor, High: major, Disaster: critical}
    status: {PROBLEM: firing, OK: resolved, RESOLVED: resolved, 1: firing, 0: resolved}
    """

  /// A notification command that writes Nagios' macros as JSON, with their own names or small ones.
  static let nagios = """
    fields:
      time: {first_of: [/TIMET, /timestamp, /time]}
      instance: {first_of: [/customer_instance, /_HOSTCUSTOMER, /customer]}
      alert: {first_of: [/SERVICEDESC, /service, /service_description, /HOSTCHECKCOMMAND], default: host}
      severity: {first_of: [/SERVICESTATE, /HOSTSTATE, /service_state, /host_state, /state]}
      status: {first_of: [/NOTIFICATIONTYPE, /notification_type, /type, /SERVICESTATE, /HOSTSTATE, /state]}
      ci: {first_of: [/HOSTNAME, /host, /host_name]}
      fingerprint: {first_of: [/HOSTNAME, /host, /host_name]}
      summary: {first_of: [/SERVICEOUTPUT, /HOSTOUTPUT, /output]}
    severity: {CRITICAL: critical, WARNING: warning, UNKNOWN: warning, DOWN: critical, UNREACHABLE: major, OK: clear, UP: clear}
    status: {PROBLEM: firing, RECOVERY: resolved, ACKNOWLEDGEMENT: neither, FLAPPINGSTART: firing, FLAPPINGSTOP: resolved, FLAPPINGDISABLED: neither, DOWNTIMESTART: neither, DOWNTIMEEND: neither, DOWNTIMECANCELLED: neither, CUSTOM: neither, UNKNOWN: firing, UNREACHABLE: firing}
    """

  /// Icinga 2's event streams `StateChange` and `Notification`. A service's state 1 is a warning.
  static let icinga = """
    fields:
      time: {pointer: /timestamp}
      instance: {first_of: [/customer_instance, /host_vars/customer, /vars/customer]}
      alert: {first_of: [/service, /check_result/command/0], default: host}
      severity: {first_of: [/state, /check_result/state]}
      status: {first_of: [/notification_type, /state, /check_result/state]}
      ci: {pointer: /host}
      fingerprint: {pointer: /host}
      summary: {first_of: [/check_result/output, /text]}
    severity: {0: clear, 1: warning, 2: critical, 3: warning, "0.0": clear, "1.0": warning, "2.0": critical, "3.0": warning}
    status: {PROBLEM: firing, RECOVERY: resolved, ACKNOWLEDGEMENT: neither, CUSTOM: neither, FLAPPINGSTART: firing, FLAPPINGEND: resolved, DOWNTIMESTART: neither, DOWNTIMEEND: neither, DOWNTIMEREMOVED: neither, 0: resolved, 1: firing, 2: firing, 3: firing, "0.0": resolved, "1.0": firing, "2.0": firing, "3.0": firing}
    """

  /// Grafana's alerting of before version 8 (`/api/alerts`); its contact points need no preset.
  static let grafanaLegacy = """
    fields:
      time: {first_of: [/time, /newStateDate]}
      alert: {first_of: [/ruleName, /title]}
      status: {pointer: /state}
      fingerprint: {pointer: /ruleId}
      summary: {first_of: [/message, /title]}
    labels: [/tags]
    status: {alerting: firing, ok: resolved, no_data: neither, paused: neither, pending: neither, unknown: neither}
    """

  /// Opsgenie's interface for alerts, and Alertmanager's bodies for it. A close names nothing but an alias in its address.
  static let opsgenie = """
    fields:
      time: {first_of: [/alert/updatedAt, /alert/createdAt, /createdAt]}
      alert: {first_of: [/details/alertname, /alert/details/alertname, /alert/message, /message]}
      severity: {first_of: [/priority, /alert/priority]}
      status: {first_of: [/action, /status], default: create}
      ci: {first_of: [/entity, /alert/entity]}
      fingerprint: {first_of: [/alias, /alert/alias]}
      summary: {first_of: [/message, /alert/message, /description]}
    labels: [/details, /alert/details]
    status: {Create: firing, Close: resolved, Delete: resolved, Acknowledge: neither, UnAcknowledge: firing, AddNote: neither, Escalate: firing}
    """
}

/// Why a record, or one event of it, cannot be used. The raw value names the reason in metrics, logs and dead letters.
public enum Rejection: String, Error, CaseIterable, Sendable {
  case nullValue = "null_value"
  case emptyValue = "empty_value"
  case tooLarge = "too_large"
  case notUTF8 = "not_utf8"
  case notJSON = "not_json"
  case tooDeep = "too_deep"
  case notAnObject = "not_an_object"
  case unsupportedEncoding = "unsupported_encoding"
  case unknownShape = "unknown_shape"
  case noData = "no_data"
  case noEvents = "no_events"
  case nothingAtEach = "nothing_at_each"
  case otherSignal = "other_signal"
  case cumulativeMetric = "cumulative_metric"
  case summaryMetric = "summary_metric"
  case missingName = "missing_name"
  case missingInstance = "missing_instance"
  case missingDuration = "missing_duration"
  case invalidDuration = "invalid_duration"
  case invalidCount = "invalid_count"
  case missingValue = "missing_value"
  case invalidValue = "invalid_value"
  case invalidTime = "invalid_time"
  case invalidSeverity = "invalid_severity"
  case invalidField = "invalid_field"
  case tooManyEvents = "too_many_events"
  case instanceLimit = "instance_limit"
  case seriesLimit = "series_limit"
  case instanceSeriesLimit = "instance_series_limit"

  /// One sentence for a person: what was wrong, and what to do about it.
  public var explanation: String {
    switch self {
    case .nullValue: "the record has a null value (a tombstone); an event needs a value"
    case .emptyValue: "the record's value has no bytes"
    case .tooLarge: "the value is larger than 1 MiB; send smaller batches"
    case .notUTF8: "the value is not UTF-8; send JSON text in UTF-8"
    case .notJSON: "the value is not JSON (RFC 8259)"
    case .tooDeep: "the JSON is nested deeper than 64 levels"
    case .notAnObject: "the value is JSON but holds no object; an event is an object, or an array of objects"
    case .unsupportedEncoding: "the value is in an encoding other than JSON (Avro, Protobuf or a schema-registry frame)"
    case .unknownShape: "the object is of no known format; set `fields:` of the topic to say where its values stand"
    case .noData: "the CloudEvent carries no JSON data"
    case .noEvents: "the value lists no alerts and no other events; there is nothing to do"
    case .nothingAtEach: "there are no events where `each:` of the topic points"
    case .otherSignal:
      "OpenTelemetry's metrics are read from topics of `kind: signals`, and its logs from topics of `kind: alerts`; this one is of another kind"
    case .cumulativeMetric:
      "the metric adds up since its program's start, or does not say that it does not; let the collector send what each interval adds (its `cumulativetodelta` processor), or the SDK (OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta)"
    case .summaryMetric:
      "the metric is a summary, whose quantiles cannot be put together, or of a kind that is not known; send a gauge, a sum or a histogram"
    case .missingName: "none of `transaction`, `alert` and `signal` names what happened"
    case .missingInstance: "neither `instance` nor `ci` says whose event it is"
    case .missingDuration: "a transaction needs `duration_ms`"
    case .invalidDuration: "the duration is not a finite number of at least 0, or is more than 30 days"
    case .invalidCount: "`count` is not a whole number from 1 to 4294967295"
    case .missingValue: "a signal needs a `value`"
    case .invalidValue: "the value is not a finite number from -1e15 to 1e15"
    case .invalidTime:
      "the time is in no spelling that is one time only (RFC 3339 is best), nor a number between 2001 and 2286"
    case .invalidSeverity: "the severity is none that the crosswalk knows"
    case .invalidField: "a field has a value of the wrong type"
    case .tooManyEvents: "the record holds more than 10,000 events"
    case .instanceLimit:
      "there are as many instances as `limits.instances` allows, and none was silent for long enough to make room; raise it, or name the instance in the customers file: a quarter is kept for those"
    case .seriesLimit:
      "there are as many series as `limits.series` allows, and none was silent for long enough to make room; raise it or send fewer distinct names"
    case .instanceSeriesLimit:
      "the instance has as many transactions, alert types and signals as `limits.series_per_instance` allows, and none was silent for long enough to make room; send names without ids in them, or raise it"
    }
  }
}

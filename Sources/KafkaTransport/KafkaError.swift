internal import CRdKafka

/// One error of librdkafka, by value.
struct KafkaError: Error, Equatable {
  var code: rd_kafka_resp_err_t
  var text: String
  /// The client is of no more use.
  var isFatal = false
  /// The same call may be made again.
  var isRetriable = false
  /// The transaction must be aborted.
  var requiresAbort = false

  init(
    code: rd_kafka_resp_err_t, text: String? = nil, isFatal: Bool = false, isRetriable: Bool = false,
    requiresAbort: Bool = false
  ) {
    self.code = code
    self.text = text ?? String(cString: rd_kafka_err2str(code))
    self.isFatal = isFatal
    self.isRetriable = isRetriable
    self.requiresAbort = requiresAbort
  }

  /// Takes over an error object; nil is success.
  init?(consuming error: OpaquePointer?) {
    guard let error else { return nil }
    defer { rd_kafka_error_destroy(error) }
    self.init(
      code: rd_kafka_error_code(error), text: String(cString: rd_kafka_error_string(error)),
      isFatal: rd_kafka_error_is_fatal(error) != 0, isRetriable: rd_kafka_error_is_retriable(error) != 0,
      requiresAbort: rd_kafka_error_txn_requires_abort(error) != 0)
  }

  /// Its name in the protocol, as in `MSG_SIZE_TOO_LARGE`; librdkafka's own begin with an underscore.
  var name: String { String(cString: rd_kafka_err2name(code)) }
}

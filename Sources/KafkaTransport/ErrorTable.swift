internal import CRdKafka
internal import StreamRuntime

/// What every error means for a commit. A pure table: all of the policy is here.
enum ErrorTable {
  enum Stage: CaseIterable {
    case begin, produce, delivery, offsets, commit, abort

    var step: FaultPoint.Step {
      switch self {
      case .begin: .begin
      case .produce: .produce
      case .delivery: .delivery
      case .offsets: .offsets
      case .commit: .commit
      case .abort: .abort
      }
    }

    /// What a test wants here.
    func error(_ side: FaultPoint.Side) -> KafkaError? {
      FaultPoint.strikes(step, side) ? KafkaError(code: RD_KAFKA_RESP_ERR__FAIL, text: "told to fail") : nil
    }
  }

  enum Verdict: Equatable {
    /// Make the same call again.
    case retry
    /// Not committed: abort, and say so. `permanent`: it would be refused for ever.
    case refuse(permanent: Bool)
    /// The outcome is not known, or the producer can do no more: a new one is needed.
    case unknown
    case fenced
    case stop(LogFailure.Kind)
  }

  static func verdict(on error: KafkaError, during stage: Stage) -> Verdict {
    if fencing.contains(error.code) { return .fenced }
    if unauthorized.contains(error.code) { return .stop(.unauthorized) }
    if unsupported.contains(error.code) { return .stop(.configuration) }
    if error.isFatal { return .unknown }
    switch stage {
    case .commit:
      // Only the broker's own word that the transaction must be aborted proves that it was not committed.
      if error.requiresAbort { return .refuse(permanent: permanent.contains(error.code)) }
      return error.isRetriable ? .retry : .unknown
    case .abort:
      return error.isRetriable ? .retry : .unknown
    case .begin, .produce, .delivery, .offsets:
      if error.isRetriable, !error.requiresAbort { return .retry }
      return .refuse(permanent: permanent.contains(error.code))
    }
  }

  /// Whether a broker refused who we are: credentials, a certificate.
  static func isRefusal(_ code: rd_kafka_resp_err_t) -> Bool {
    code == RD_KAFKA_RESP_ERR__AUTHENTICATION || code == RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED
  }

  /// What an error outside of a commit is to whoever asked.
  static func kind(of code: rd_kafka_resp_err_t) -> LogFailure.Kind {
    if isRefusal(code) || unauthorized.contains(code) || code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED {
      return .unauthorized
    }
    if unsupported.contains(code) { return .configuration }
    if fencing.contains(code) { return .fenced }
    if missing.contains(code) { return .missingTopic }
    return passing.contains(code) ? .unavailable : .broken
  }

  /// A newer producer exists, or the transaction took longer than `transaction.timeout.ms` and its coordinator ended it.
  private static let fencing: [rd_kafka_resp_err_t] = [
    RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, RD_KAFKA_RESP_ERR_PRODUCER_FENCED,
  ]

  /// ACLs that have nothing to do with what the epoch holds.
  private static let unauthorized: [rd_kafka_resp_err_t] = [
    RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
    RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
  ]

  /// A broker too old, or told not to.
  private static let unsupported: [rd_kafka_resp_err_t] = [
    RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION,
    RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT, RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT,
    RD_KAFKA_RESP_ERR__NOT_CONFIGURED, RD_KAFKA_RESP_ERR__INVALID_ARG, RD_KAFKA_RESP_ERR_INVALID_GROUP_ID,
  ]

  private static let missing: [rd_kafka_resp_err_t] = [
    RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
    RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION,
  ]

  /// About one record, one topic or the metadata: the same bytes would be refused again.
  private static let permanent: [rd_kafka_resp_err_t] =
    missing + [
      RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE,
      RD_KAFKA_RESP_ERR_INVALID_RECORD, RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, RD_KAFKA_RESP_ERR_INVALID_MSG,
      RD_KAFKA_RESP_ERR_UNSUPPORTED_COMPRESSION_TYPE, RD_KAFKA_RESP_ERR_POLICY_VIOLATION,
      RD_KAFKA_RESP_ERR_OFFSET_METADATA_TOO_LARGE, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
    ]

  /// Waiting helps.
  private static let passing: [rd_kafka_resp_err_t] = [
    RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__TIMED_OUT,
    RD_KAFKA_RESP_ERR__RESOLVE, RD_KAFKA_RESP_ERR__WAIT_COORD, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE,
    RD_KAFKA_RESP_ERR__WAIT_CACHE, RD_KAFKA_RESP_ERR__SSL,
    RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
    RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE,
    RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
    RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
    RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS, RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT,
    RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION, RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE,
  ]
}

import CRdKafka
import StreamRuntime
import Testing

@testable import KafkaTransport

@Suite struct ErrorTableTests {
  @Test(arguments: [
    (RD_KAFKA_RESP_ERR__FENCED, ErrorTable.Verdict.fenced),
    (RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, .fenced),
    (RD_KAFKA_RESP_ERR_PRODUCER_FENCED, .fenced),
    (RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, .stop(.configuration)),
    (RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT, .stop(.configuration)),
    (RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED, .stop(.unauthorized)),
    (RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, .stop(.unauthorized)),
    (RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING, .unknown),
  ])
  func `A fatal error ends the producer, whatever the stage`(code: rd_kafka_resp_err_t, verdict: ErrorTable.Verdict) {
    for stage in ErrorTable.Stage.allCases {
      #expect(ErrorTable.verdict(on: KafkaError(code: code, isFatal: true), during: stage) == verdict)
    }
  }

  @Test(arguments: [
    (RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, true), (RD_KAFKA_RESP_ERR_INVALID_RECORD, true),
    (RD_KAFKA_RESP_ERR_OFFSET_METADATA_TOO_LARGE, true), (RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, true),
    (RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, true), (RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, false),
    (RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, false), (RD_KAFKA_RESP_ERR__PURGE_QUEUE, false),
  ])
  func `What is about the bytes is refused for ever`(code: rd_kafka_resp_err_t, permanent: Bool) {
    for stage in [ErrorTable.Stage.produce, .delivery, .offsets] {
      let error = KafkaError(code: code, requiresAbort: true)
      #expect(ErrorTable.verdict(on: error, during: stage) == .refuse(permanent: permanent))
    }
  }

  @Test func `Only the word of the broker proves that a commit did not happen`() {
    func verdict(_ error: KafkaError) -> ErrorTable.Verdict { ErrorTable.verdict(on: error, during: .commit) }
    #expect(verdict(KafkaError(code: RD_KAFKA_RESP_ERR__TIMED_OUT)) == .unknown)
    #expect(verdict(KafkaError(code: RD_KAFKA_RESP_ERR__TRANSPORT)) == .unknown)
    #expect(verdict(KafkaError(code: RD_KAFKA_RESP_ERR__TIMED_OUT, isRetriable: true)) == .retry)
    #expect(verdict(KafkaError(code: RD_KAFKA_RESP_ERR__STATE)) == .unknown)
    #expect(verdict(KafkaError(code: RD_KAFKA_RESP_ERR__FAIL, requiresAbort: true)) == .refuse(permanent: false))
  }

  @Test(arguments: [
    (RD_KAFKA_RESP_ERR__TRANSPORT, LogFailure.Kind.unavailable), (RD_KAFKA_RESP_ERR__TIMED_OUT, .unavailable),
    (RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, .missingTopic), (RD_KAFKA_RESP_ERR__AUTHENTICATION, .unauthorized),
    (RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, .unauthorized), (RD_KAFKA_RESP_ERR__BAD_MSG, .broken),
  ])
  func `Outside of a commit, an error says who can help`(code: rd_kafka_resp_err_t, kind: LogFailure.Kind) {
    #expect(ErrorTable.kind(of: code) == kind)
  }
}

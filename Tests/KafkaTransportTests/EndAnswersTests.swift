import CRdKafka
import ForewarnCore
import StreamRuntime
import Testing

@testable import KafkaTransport

@Suite struct EndAnswersTests {
  private static func error(_ code: rd_kafka_resp_err_t) -> OffsetQuery.Answer { .failure(KafkaError(code: code)) }

  @Test func aPartitionThatDoesNotAnswerKeepsItsReason() {
    var answers = EndAnswers(count: 2)
    answers.take(
      [.success(5), Self.error(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)], highWatermarks: [nil, nil], askedAt: 10)
    answers.take(
      [.success(6), Self.error(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)], highWatermarks: [nil, nil], askedAt: 20)
    #expect(answers.connection == .connected)
    #expect(answers.ends == [FreshEnd(offset: 6, askedAtMicros: 20), nil])
    #expect(answers.standings[0] == PartitionStanding())
    #expect(answers.standings[1].trouble?.kind == .unanswered && answers.standings[1].trouble?.sinceMicros == 10)
    answers.take(
      [.success(6), Self.error(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)], highWatermarks: [nil, nil], askedAt: 30)
    #expect(answers.standings[1].trouble?.kind == .unknownTopic && answers.standings[1].trouble?.sinceMicros == 30)
    answers.take([.success(6), .success(1)], highWatermarks: [nil, nil], askedAt: 40)
    #expect(answers.standings[1] == PartitionStanding())
  }

  @Test func anOutageIsNoTroubleOfAPartition() {
    var answers = EndAnswers(count: 1)
    answers.take([Self.error(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)], highWatermarks: [nil], askedAt: 10)
    answers.fail("all brokers are down")
    #expect(answers.connection == .waiting(reason: "all brokers are down"))
    #expect(answers.standings == [PartitionStanding()] && answers.ends == [nil])
  }

  @Test func whatStandsBehindTheStableEndIsHidden() {
    var answers = EndAnswers(count: 1)
    answers.take([.success(5)], highWatermarks: [9], askedAt: 10)
    answers.take([.success(5)], highWatermarks: [12], askedAt: 20)
    #expect(answers.standings[0].hidden == HiddenRecords(count: 7, sinceMicros: 10))
    answers.take([.success(7)], highWatermarks: [12], askedAt: 30)
    #expect(answers.standings[0].hidden == HiddenRecords(count: 5, sinceMicros: 30))
    answers.take([.success(12)], highWatermarks: [12], askedAt: 40)
    #expect(answers.standings[0].hidden == nil)
  }
}

internal import CRdKafka
internal import ForewarnCore
internal import StreamRuntime
internal import Synchronization

/// A side thread that asks where the partitions end.
///
/// The answer tells whether a partition without records is at its end, whether brokers answer at all, and the question
/// wakes librdkafka's fetcher, which before 2.2 sleeps up to a second once all queues of a broker were full. It also serves the
/// consumer's callbacks.
final class EndWatcher: Sendable {
  /// How often to ask while records flow, when idle, and when nobody asks.
  private static let busyMicros: Int64 = 20_000
  private static let idleMicros: Int64 = 1_000_000
  private static let unaskedMicros: Int64 = 5_000_000
  private static let timeoutMillis = 2_000

  enum Urgency: Int, AtomicRepresentable {
    case none, idle, busy
  }

  private let client: KafkaClient
  private let partitions: [TopicPartition]
  private let reader: Waker
  private let own: Waker
  private let ended: Waker
  private let urgency = Atomic(Urgency.none)
  private let isStopping = Atomic(false)
  private let answer: Mutex<EndAnswers>
  /// Rises with each answer, so that a reader need not lock to learn that there is none.
  private let answers = Atomic(0)

  /// `reader` is woken when there is an answer.
  init(client: KafkaClient, partitions: [TopicPartition], reader: Waker) throws(KafkaError) {
    self.client = client
    self.partitions = partitions
    self.reader = reader
    own = try Waker()
    ended = try Waker()
    answer = Mutex(EndAnswers(count: partitions.count))
  }

  func start() throws(KafkaError) {
    guard startSideThread("kafka-ends", { [self] in run() }) else {
      throw KafkaError(code: RD_KAFKA_RESP_ERR__CRIT_SYS_RESOURCE, text: "no thread for asking the end offsets")
    }
  }

  /// True when the thread has ended.
  func stop(withinMillis: Int) -> Bool {
    isStopping.store(true, ordering: .releasing)
    own.wake()
    return ended.wait(atMostMillis: withinMillis)
  }

  var answerCount: Int { answers.load(ordering: .acquiring) }
  var newest: EndAnswers { answer.withLock(\.self) }
  var connection: Connection { answer.withLock(\.connection) }

  func ask(_ wanted: Urgency) {
    if wanted.rawValue > urgency.load(ordering: .relaxed).rawValue {
      urgency.store(wanted, ordering: .releasing)
      own.wake()
    }
  }

  private func run() {
    var last = Int64.min / 2
    while !isStopping.load(ordering: .acquiring) {
      client.serve()
      let interval =
        switch urgency.load(ordering: .acquiring) {
        case .busy: Self.busyMicros
        case .idle: Self.idleMicros
        case .none: Self.unaskedMicros
        }
      let left = last + interval - monotonicMicros()
      if left <= 0 {
        last = monotonicMicros()
        urgency.store(.none, ordering: .releasing)
        ask(at: last)
      } else {
        own.wait(atMostMillis: Int(min(left / 1_000 + 1, 1_000)))
      }
    }
    ended.wake()
  }

  private func ask(at now: Int64) {
    let result = OffsetQuery.offsets(.end, of: partitions, client: client, timeoutMillis: Self.timeoutMillis)
    let highWatermarks = partitions.map { OffsetQuery.highWatermark(of: $0, client: client) }
    answer.withLock {
      switch result {
      case .success(let answers): $0.take(answers, highWatermarks: highWatermarks, askedAt: now)
      case .failure(let error): $0.fail(client.observer.lastError?.text ?? error.text)
      }
    }
    answers.add(1, ordering: .acquiringAndReleasing)
    reader.wake()
  }
}

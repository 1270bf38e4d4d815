internal import CRdKafka
internal import StreamRuntime
internal import Synchronization

/// One librdkafka client: a handle, its observer, and an end that never takes longer than it is given.
final class KafkaClient: Sendable {
  // May be used from any thread.
  private nonisolated(unsafe) let pointer: OpaquePointer
  let observer: ClientObserver
  private let isConsumer: Bool
  private let isDestroyed = Atomic(false)

  var handle: OpaquePointer {
    precondition(!isDestroyed.load(ordering: .acquiring), "a client is not used after its end")
    return pointer
  }

  init(
    _ role: ClientProperties.Role, _ properties: ClientProperties, onLog: @escaping @Sendable (KafkaLogLine) -> Void
  ) throws(LogFailure) {
    observer = ClientObserver(client: role.rawValue, secrets: properties.secrets, onLog: onLog)
    isConsumer = role != .producer && role != .plainProducer
    let configuration = try Self.configuration(properties, observer)
    if !isConsumer { rd_kafka_conf_set_dr_msg_cb(configuration, onDelivery) }

    // The client's threads call back for as long as they live: the observer is released after the handle is destroyed.
    let opaque = Unmanaged.passRetained(observer)
    rd_kafka_conf_set_opaque(configuration, opaque.toOpaque())
    rd_kafka_conf_set_log_cb(configuration, onClientLog)
    rd_kafka_conf_set_error_cb(configuration, onClientError)
    var reason = [CChar](repeating: 0, count: 512)
    let kind = isConsumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER
    guard let handle = rd_kafka_new(kind, configuration, &reason, reason.count) else {
      rd_kafka_conf_destroy(configuration)
      opaque.release()
      throw LogFailure(
        .configuration, "Kafka \(role.rawValue): \(observer.scrub(string(reason)))",
        remedy: "Correct the property under `kafka:` in the configuration, or the -X option.")
    }
    pointer = handle
    if isConsumer { rd_kafka_poll_set_consumer(handle) }
    for name in properties.overridden {
      observer.log(
        level: 5, facility: "CONFIG", "\(name) is fixed by the delivery protocol; the value given is ignored")
    }
  }

  private static func configuration(
    _ properties: ClientProperties, _ observer: ClientObserver
  ) throws(LogFailure) -> OpaquePointer {
    guard let configuration = rd_kafka_conf_new() else {
      throw LogFailure(.broken, "librdkafka: out of memory", remedy: "Give the process more memory.")
    }
    var reason = [CChar](repeating: 0, count: 512)
    for (name, value) in properties.list
    where rd_kafka_conf_set(configuration, name, value, &reason, reason.count) != RD_KAFKA_CONF_OK {
      rd_kafka_conf_destroy(configuration)
      throw LogFailure(
        .configuration, "Kafka property \(name): \(observer.scrub(string(reason)))",
        remedy: "Correct it under `kafka:` in the configuration or in the -X option. Names are librdkafka's.")
    }
    return configuration
  }

  /// Serves callbacks: errors and, for a producer, delivery reports.
  func serve(waitMillis: Int = 0) {
    guard isConsumer else {
      _ = rd_kafka_poll(handle, Int32(waitMillis))
      return
    }
    // Records go to the partitions' queues; what arrives here is about the client.
    while let message = rd_kafka_consumer_poll(handle, Int32(waitMillis)) {
      if message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR {
        observer.error(
          KafkaError(code: message.pointee.err, text: rd_kafka_message_errstr(message).map { String(cString: $0) }))
      }
      rd_kafka_message_destroy(message)
    }
  }

  /// Ends the client. `rd_kafka_destroy` may hang on a broker that does not answer, or for ever (librdkafka before 2.6), so
  /// it runs on a side thread, which is left behind when the time is up.
  func destroy(withinMillis: Int) {
    if isDestroyed.exchange(true, ordering: .acquiringAndReleasing) { return }
    guard let done = try? Waker() else { return }
    let started = startSideThread("kafka-end") { [self] in
      // Nobody joined a group, so there is none to leave.
      rd_kafka_destroy_flags(pointer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
      Unmanaged.passUnretained(observer).release()
      done.wake()
    }
    if started { done.wait(atMostMillis: withinMillis) }
  }
}

/// The text in a C buffer that ends with a zero.
func string(_ buffer: [CChar]) -> String {
  String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

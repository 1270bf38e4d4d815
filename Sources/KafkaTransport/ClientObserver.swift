internal import CRdKafka
internal import Synchronization

/// Hears what a client has to say: log lines, errors, delivery reports. librdkafka calls it from its own threads.
final class ClientObserver: Sendable {
  let client: String
  private let secrets: [String]
  private let onLog: @Sendable (KafkaLogLine) -> Void
  private let heard = Mutex(Heard())

  private struct Heard {
    var lastError: KafkaError?
    var refusal: KafkaError?
    var failedDelivery: (error: KafkaError, topic: String, tag: Int)?
  }

  init(client: String, secrets: [String], onLog: @escaping @Sendable (KafkaLogLine) -> Void) {
    self.client = client
    self.secrets = secrets
    self.onLog = onLog
  }

  func log(level: Int, facility: String, _ text: String) {
    // One set of properties serves consumers and producers; that some of them are for the other kind is no news.
    if facility == "CONFWARN", text.contains("will be ignored by this") { return }
    onLog(KafkaLogLine(level: level, client: client, facility: facility, text: scrub(text)))
  }

  func error(_ error: KafkaError) {
    var error = error
    error.text = scrub(error.text)
    heard.withLock {
      $0.lastError = error
      if ErrorTable.isRefusal(error.code) { $0.refusal = error }
    }
    onLog(KafkaLogLine(level: 4, client: client, facility: error.name, text: error.text))
  }

  func failedDelivery(_ error: KafkaError, topic: String, tag: Int) {
    heard.withLock { if $0.failedDelivery?.tag != tag { $0.failedDelivery = (error, topic, tag) } }
  }

  /// The first failed delivery since the last call, of the records sent with `tag`: reports of an aborted transaction come late.
  func takeFailedDelivery(tag: Int) -> (error: KafkaError, topic: String)? {
    heard.withLock { heard in
      guard let failed = heard.failedDelivery, failed.tag == tag else { return nil }
      heard.failedDelivery = nil
      return (failed.error, failed.topic)
    }
  }

  /// What was last wrong with the connection.
  var lastError: KafkaError? { heard.withLock { $0.lastError } }

  /// Credentials or a certificate were refused since the last call.
  func takeRefusal() -> KafkaError? {
    heard.withLock { heard in
      defer { heard.refusal = nil }
      return heard.refusal
    }
  }

  func scrub(_ text: String) -> String {
    secrets.reduce(text) { $0.contains($1) ? $0.replacing($1, with: "***") : $0 }
  }
}

// MARK: - C callbacks

private func observer(_ opaque: UnsafeMutableRawPointer?) -> ClientObserver? {
  // The pointer was made by `KafkaClient`, which keeps the observer for longer than the client lives.
  opaque.map { Unmanaged<ClientObserver>.fromOpaque($0).takeUnretainedValue() }
}

func onClientLog(
  client: OpaquePointer?, level: Int32, facility: UnsafePointer<CChar>?, text: UnsafePointer<CChar>?
) {
  guard let client, let text else { return }
  observer(rd_kafka_opaque(client))?.log(
    level: Int(level), facility: facility.map { String(cString: $0) } ?? "", String(cString: text))
}

func onClientError(
  client: OpaquePointer?, code: Int32, reason: UnsafePointer<CChar>?, opaque: UnsafeMutableRawPointer?
) {
  observer(opaque)?.error(
    KafkaError(code: rd_kafka_resp_err_t(code), text: reason.map { String(cString: $0) } ?? ""))
}

func onDelivery(
  client: OpaquePointer?, message: UnsafePointer<rd_kafka_message_t>?, opaque: UnsafeMutableRawPointer?
) {
  guard let message, message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
  let topic = message.pointee.rkt.map { String(cString: rd_kafka_topic_name($0)) } ?? "?"
  observer(opaque)?.failedDelivery(
    KafkaError(code: message.pointee.err), topic: topic, tag: Int(bitPattern: message.pointee._private))
}

internal import StreamRuntime

/// Errors of librdkafka as failures of the log: what happened, and what a person can do.
enum KafkaFailure {
  static func describe(_ error: KafkaError, doing what: String) -> LogFailure {
    let kind = ErrorTable.kind(of: error.code)
    return LogFailure(kind, "Kafka, \(what): \(error.text) (\(error.name))", remedy: remedy(for: kind))
  }

  /// Runs `body` with its errors described.
  static func asLogFailure<T>(
    doing what: String = "starting", _ body: () throws(KafkaError) -> T
  ) throws(LogFailure) -> T {
    do {
      return try body()
    } catch {
      throw describe(error, doing: what)
    }
  }

  private static func remedy(for kind: LogFailure.Kind) -> String {
    switch kind {
    case .unavailable: "Check that the brokers run and can be reached from here; waiting helps."
    case .missingTopic: "Create the topic, or correct its name in the configuration."
    case .unauthorized: "Check the credentials and the ACLs of this principal."
    case .configuration: "Correct the property, or use brokers that support it."
    case .fenced: "Another process with this application id has taken over: stop one of them."
    case .broken: "See the brokers' logs for the cause."
    }
  }
}

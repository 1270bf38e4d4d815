internal import CRdKafka

/// What librdkafka itself says of properties, without a client and without a broker.
public enum PropertyCheck {
  /// Why it does not take a property: no such name, or a value that it cannot read. In its own words, which may repeat the value; nil when it
  /// takes it.
  public static func refusal(of name: String, value: String) -> String? {
    guard let configuration = rd_kafka_conf_new() else { return nil }
    defer { rd_kafka_conf_destroy(configuration) }
    var reason = [CChar](repeating: 0, count: 512)
    guard rd_kafka_conf_set(configuration, name, value, &reason, reason.count) != RD_KAFKA_CONF_OK else { return nil }
    return string(reason)
  }

  /// The names that it has a value for by itself.
  public static var names: [String] {
    guard let configuration = rd_kafka_conf_new() else { return [] }
    defer { rd_kafka_conf_destroy(configuration) }
    var count = 0
    guard let dump = rd_kafka_conf_dump(configuration, &count) else { return [] }
    defer { rd_kafka_conf_dump_free(dump, count) }
    // Names and values in turn.
    return stride(from: 0, to: count, by: 2).compactMap { dump[$0].map { String(cString: $0) } }
  }
}

import CRdKafka

/// Version of the librdkafka that was loaded, for `forewarn version`.
public func librdkafkaVersion() -> String { String(cString: rd_kafka_version_str()) }

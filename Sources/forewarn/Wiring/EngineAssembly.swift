import ForewarnCore
import StreamRuntime

/// An engine from a configuration and the partitions that its source turned out to have.
enum EngineAssembly {
  static func customerTable(_ configuration: Configuration) throws(ConfigurationFailure) -> CustomerTable {
    guard let path = configuration.customersFile else { return CustomerTable() }
    return try CustomersFile.load(path)
  }

  static func engine(
    _ configuration: Configuration, _ partitions: [TopicPartition], _ customers: CustomerModel, nowMicros: Int64
  ) -> Engine {
    var decoders: [String: DecoderSettings] = [:]
    for topic in configuration.topics { decoders[topic.name] = topic.decoder }
    let sources = partitions.map { partition in
      let decoder = decoders[partition.topic] ?? DecoderSettings(kind: .transactions)
      return SourcePartition(partition: partition, decoder: decoder, holdsPaneTime: decoder.kind.holdsPaneTime)
    }
    return Engine(settings: configuration.settings, sources: sources, customers: customers, nowMicros: nowMicros)
  }

  /// The same over recorded input, whose bare files are told by their content.
  static func engine(
    _ configuration: Configuration, _ input: RecordedInput, _ customers: CustomerModel, nowMicros: Int64
  ) -> Engine {
    let sources = input.sources.map {
      SourcePartition(partition: $0.id, decoder: $0.decoder, holdsPaneTime: $0.kind.holdsPaneTime)
    }
    return Engine(settings: configuration.settings, sources: sources, customers: customers, nowMicros: nowMicros)
  }
}

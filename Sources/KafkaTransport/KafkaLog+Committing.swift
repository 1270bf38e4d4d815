internal import CRdKafka
public import ForewarnCore
public import StreamRuntime

// The committing half: one thread at a time, until `close`. Every call passes the gate.
extension KafkaLog {
  private static let queryMillis: Int32 = 15_000

  public func clusterID() throws(LogFailure) -> String {
    try gate.pass(.clusterID) { () throws(LogFailure) in
      guard let id = rd_kafka_clusterid(consumer.handle, Self.queryMillis) else {
        let reason = consumer.observer.lastError?.text ?? "no answer"
        throw LogFailure(
          .unavailable, "no Kafka broker told the id of its cluster: \(reason)",
          remedy: "Check that the brokers run and can be reached from here; waiting helps.")
      }
      defer { rd_kafka_mem_free(consumer.handle, id) }
      return String(cString: id)
    }
  }

  public func fence() throws(LogFailure) {
    try gate.pass(.fence) { () throws(LogFailure) in
      discardProducer()
      let properties = ClientProperties(
        .producer, user: settings.properties + gate.batch.properties, transactionalID: settings.identity.transactionalID
      )
      let fresh = try TransactionalProducer(
        properties: properties, groupID: settings.identity.groupID, onLog: settings.onLog,
        isClosing: { [unowned gate] in gate.isClosing })
      do throws(LogFailure) {
        try fresh.initialize(topics: writtenTopics)
      } catch {
        fresh.destroy(withinMillis: 1_000)
        throw error
      }
      gate.producer = fresh
    }
  }

  public func committed() throws(LogFailure) -> [CommittedOffset] {
    try gate.pass(.committed) { () throws(LogFailure) in
      let list = PartitionList(partitions)
      let code = rd_kafka_committed(consumer.handle, list.list, Self.queryMillis)
      if code != RD_KAFKA_RESP_ERR_NO_ERROR { throw offsetsFailure(KafkaError(code: code)) }
      var answers: [CommittedOffset] = []
      for partition in partitions {
        guard let answer = list.find(partition) else { continue }
        if answer.err != RD_KAFKA_RESP_ERR_NO_ERROR { throw offsetsFailure(KafkaError(code: answer.err)) }
        if answer.offset < 0 { continue }
        answers.append(
          CommittedOffset(
            partition: partition, offset: answer.offset,
            metadata: Bytes(base: answer.metadata, count: answer.metadata == nil ? 0 : answer.metadata_size).text))
      }
      return answers
    }
  }

  private func offsetsFailure(_ error: KafkaError) -> LogFailure {
    KafkaFailure.describe(error, doing: "reading the committed offsets of group \(settings.identity.groupID)")
  }

  public func bounds() throws(LogFailure) -> [LogBounds] {
    try gate.pass(.bounds) { () throws(LogFailure) in
      let starts = try offsets(.start)
      let ends = try offsets(.end)
      return zip(starts, ends).map { LogBounds(start: $0, end: $1) }
    }
  }

  public func offsets(atMicros micros: Int64) throws(LogFailure) -> [Int64] {
    try gate.pass { () throws(LogFailure) in
      let ends = try offsets(.end)
      return zip(try offsets(.time(millis: micros / 1_000)), ends).map { min($0, $1) }
    }
  }

  private func offsets(_ place: OffsetQuery.Place) throws(LogFailure) -> [Int64] {
    let what = "asking where the input partitions begin and end"
    let answers = OffsetQuery.offsets(
      place, of: partitions, client: consumer, timeoutMillis: Int(Self.queryMillis))
    switch answers {
    case .failure(let error): throw KafkaFailure.describe(error, doing: what)
    case .success(let offsets):
      var complete: [Int64] = []
      for (partition, answer) in zip(partitions, offsets) {
        switch answer {
        case .success(let offset): complete.append(offset)
        case .failure(let error) where ErrorTable.kind(of: error.code) == .unavailable:
          throw LogFailure(
            .unavailable, "Kafka, \(what): \(partition.text): \(error.text)",
            remedy: "Check that every partition has a leader; waiting helps.")
        case .failure(let error): throw KafkaFailure.describe(error, doing: "\(what): \(partition.text)")
        }
      }
      return complete
    }
  }

  public func recordTimes(at offsets: [Int64?]) throws(LogFailure) -> [Int64?] {
    precondition(offsets.count == partitions.count, "an offset for each partition")
    return try gate.pass { () throws(LogFailure) in
      let probe = try RecordProbe(settings)
      defer { probe.close() }
      let places = zip(partitions, offsets).map { partition, offset in offset.map { (partition, $0) } }
      return probe.times(at: places, withinMillis: Self.probeMillis)
    }
  }

  private static let probeMillis = 5_000

  public func readState() throws(LogFailure) -> [StateRow] {
    try gate.pass(.readState) { () throws(LogFailure) in
      // What the operator sets for the input's queues is not meant for a table.
      let user = settings.properties.filter { !$0.name.hasPrefix("queued.") && !$0.name.hasPrefix("fetch.") }
      let properties = ClientProperties(.tableReader, user: user, groupID: settings.identity.groupID)
      let client = try KafkaClient(.tableReader, properties, onLog: settings.onLog)
      defer { client.destroy(withinMillis: 2_000) }
      return try StateTopicReader(topic: settings.stateTopic, keyPrefix: stateKeyPrefix)
        .read(client: client) { gate.isClosing }
    }
  }

  private var stateKeyPrefix: [UInt8] { Array(settings.identity.stateKeyPrefix.utf8) }

  public func halveBatches() -> Bool {
    do throws(LogFailure) {
      return try gate.pass { () throws(LogFailure) in
        var batch = gate.batch
        guard batch.halve() else { return false }
        gate.batch = batch
        consumer.observer.log(
          level: 3, facility: "BATCH", "a topic takes the records and not their batch: batch.size is \(batch.bytes) now"
        )
        return true
      }
    } catch {
      return false
    }
  }

  public func commit(_ epoch: Epoch) -> CommitOutcome { transact(epoch, rehearsing: false) }

  public func rehearse(_ epoch: Epoch) -> CommitOutcome { transact(epoch, rehearsing: true) }

  private func transact(_ epoch: Epoch, rehearsing: Bool) -> CommitOutcome {
    do throws(LogFailure) {
      return try gate.pass { () throws(LogFailure) in
        guard let producer = gate.producer else {
          return .unknown(reason: "there is no producer: it ended with an earlier error")
        }
        let outcome = producer.commit(
          records(of: epoch), offsets: epoch.offsets, metadata: epoch.metadata, rehearsing: rehearsing)
        switch outcome {
        case .committed, .refused: break
        case .unknown, .fenced, .stop: discardProducer()
        }
        return outcome
      }
    } catch {
      return .stop(error)
    }
  }

  private func records(of epoch: Epoch) -> [OutgoingRecord] {
    let outputs = epoch.outputs.compactMap { output in
      settings.outputs[output.role].map {
        OutgoingRecord(
          topic: $0, key: output.key, value: output.value, headers: output.headers,
          timestampMicros: output.timestampMicros)
      }
    }
    let prefix = stateKeyPrefix
    let rows = epoch.rows.map { row in
      OutgoingRecord(
        topic: settings.stateTopic, key: prefix + row.key, value: row.value, headers: [],
        timestampMicros: nil)
    }
    return outputs + rows
  }

  private func discardProducer() {
    gate.producer?.destroy(withinMillis: 1_000)
    gate.producer = nil
  }
}

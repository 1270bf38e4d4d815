import ForewarnCore

// Records of topics that are read beside the inputs.
extension RecordedInput {
  /// Those of a kind, partition after partition, in offset order.
  func references(of kind: TopicKind) -> [ReferenceRecord] {
    var records: [ReferenceRecord] = []
    var batch = RecordBatch()
    var arena = ByteArena()
    for source in references where source.kind == kind {
      for line in lines(of: source) {
        batch.removeAll()
        arena.removeAll()
        guard let envelope = KcatEnvelope(line, arena: &arena) else { continue }
        let record = envelope.record(into: &batch, arena: &arena)
        records.append(
          ReferenceRecord(
            partition: source.id, offset: record.offset, timestampMicros: record.timestampMicros,
            key: record.key.map { Array($0.buffer) }, value: record.value.map { Array($0.buffer) }))
      }
    }
    return records
  }
}

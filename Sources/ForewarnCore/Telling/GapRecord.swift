/// Input that was never read, as the audit topic has it.
struct GapRecord {
  let partition: TopicPartition
  /// Offsets `from ..< to` are gone.
  let from: Int64
  let to: Int64

  var output: Output {
    var json = JSONWriter()
    json.object { record in
      record.string("cause", "input_lost")
      record.string("topic", partition.topic)
      record.integer("partition", Int64(partition.partition))
      record.integer("from", from)
      record.integer("to", to)
    }
    return Output(role: .audit, key: Array("input_lost".utf8), value: json.bytes, headers: [])
  }
}

import ForewarnCore
import StreamRuntime

/// A prepared epoch as one run of bytes. A first byte tells the form; a form is never changed, only followed by another.
enum EpochCodec {
  private static let form: UInt8 = 1

  static func encode(_ epoch: Epoch) -> [UInt8] {
    var writer = ByteWriter()
    writer.integer(form)
    writer.text(epoch.bookID)
    writer.optional(epoch.parentBookID) { $0.text($1) }
    writer.integer(epoch.number)
    writer.optional(epoch.statisticsID) { $0.text($1) }
    writer.text(epoch.metadata)
    writer.list(epoch.offsets) { writer, offset in
      writer.text(offset.partition.topic)
      writer.integer(offset.partition.partition)
      writer.integer(offset.offset)
    }
    writer.list(epoch.rows) { writer, row in
      writer.run(row.key)
      writer.optional(row.value) { $0.run($1) }
    }
    writer.list(epoch.outputs) { $0.output($1) }
    return writer.bytes
  }

  static func decode(_ bytes: [UInt8]) throws(MalformedBytes) -> Epoch {
    var reader = ByteReader(bytes)
    guard try reader.integer(UInt8.self) == form else { throw MalformedBytes(offset: 0) }
    let bookID = try reader.text()
    let parentBookID = try reader.optional { (reader) throws(MalformedBytes) in try reader.text() }
    let number = try reader.integer(Int64.self)
    let statisticsID = try reader.optional { (reader) throws(MalformedBytes) in try reader.text() }
    let metadata = try reader.text()
    let offsets = try reader.list { (reader) throws(MalformedBytes) in
      let partition = TopicPartition(topic: try reader.text(), partition: try reader.integer())
      return PartitionOffset(partition: partition, offset: try reader.integer())
    }
    let rows = try reader.list { (reader) throws(MalformedBytes) in
      StateRow(
        key: try reader.run(),
        value: try reader.optional { (reader) throws(MalformedBytes) in try reader.run() })
    }
    let outputs = try reader.list { (reader) throws(MalformedBytes) in try reader.output() }
    guard reader.isAtEnd else { throw MalformedBytes(offset: reader.position) }
    return Epoch(
      bookID: bookID, parentBookID: parentBookID, number: number, rows: rows, outputs: outputs, offsets: offsets,
      statisticsID: statisticsID, metadata: metadata)
  }
}

extension ByteWriter {
  fileprivate mutating func output(_ output: Output) {
    text(output.role.rawValue)
    optional(output.key) { $0.run($1) }
    optional(output.value) { $0.run($1) }
    list(output.headers) { writer, header in
      writer.text(header.name)
      writer.optional(header.value) { $0.run($1) }
    }
    optional(output.timestampMicros) { $0.integer($1) }
  }
}

extension ByteReader {
  fileprivate mutating func output() throws(MalformedBytes) -> Output {
    let start = position
    guard let role = OutputRole(rawValue: try text()) else { throw MalformedBytes(offset: start) }
    let key = try optional { (reader) throws(MalformedBytes) in try reader.run() }
    let value = try optional { (reader) throws(MalformedBytes) in try reader.run() }
    let headers = try list { (reader) throws(MalformedBytes) in
      RecordHeader(
        name: try reader.text(),
        value: try reader.optional { (reader) throws(MalformedBytes) in try reader.run() })
    }
    let timestamp = try optional { (reader) throws(MalformedBytes) in try reader.integer(Int64.self) }
    return Output(role: role, key: key, value: value, headers: headers, timestampMicros: timestamp)
  }
}

import ForewarnCore
import StreamRuntime

/// A prepared epoch as one run of bytes. A first byte tells the form; a form is never changed, only followed by another.
enum EpochCodec {
  private static let form: UInt8 = 1

  static func encode(_ epoch: Epoch) -> [UInt8] {
    var writer = BinaryWriter()
    writer.write(form)
    writer.write(epoch.bookID)
    writer.write(optional: epoch.parentBookID) { $0.write($1) }
    writer.write(epoch.number)
    writer.write(optional: epoch.statisticsID) { $0.write($1) }
    writer.write(epoch.metadata)
    writer.write(list: epoch.offsets) { writer, offset in
      writer.write(offset.partition.topic)
      writer.write(offset.partition.partition)
      writer.write(offset.offset)
    }
    writer.write(list: epoch.rows) { writer, row in
      writer.write(row.key)
      writer.write(optional: row.value) { $0.write($1) }
    }
    writer.write(list: epoch.outputs) { $0.write(output: $1) }
    return writer.bytes
  }

  static func decode(_ bytes: [UInt8]) throws(MalformedBytes) -> Epoch {
    var reader = BinaryReader(bytes)
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
        key: try reader.text(),
        value: try reader.optional { (reader) throws(MalformedBytes) in try reader.run() })
    }
    let outputs = try reader.list { (reader) throws(MalformedBytes) in try reader.output() }
    guard reader.isAtEnd else { throw MalformedBytes(offset: reader.offset) }
    return Epoch(
      bookID: bookID, parentBookID: parentBookID, number: number, rows: rows, outputs: outputs, offsets: offsets,
      statisticsID: statisticsID, metadata: metadata)
  }
}

extension BinaryWriter {
  fileprivate mutating func write(output: Output) {
    write(output.role.rawValue)
    write(optional: output.key) { $0.write($1) }
    write(optional: output.value) { $0.write($1) }
    write(list: output.headers) { writer, header in
      writer.write(header.name)
      writer.write(optional: header.value) { $0.write($1) }
    }
    write(optional: output.timestampMicros) { $0.write($1) }
  }
}

extension BinaryReader {
  fileprivate mutating func output() throws(MalformedBytes) -> Output {
    let start = offset
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

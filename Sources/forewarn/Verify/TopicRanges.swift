import ForewarnCore
import KafkaTransport
import StreamRuntime

/// Parts of topics, read from Kafka into memory as `kcat -J` would print them, so that everything further is as with a dump.
enum TopicRanges {
  /// So long without a record, while brokers should have one.
  private static let patienceMicros: Int64 = 30_000_000
  private static let idleMillis = 20

  /// All that the events name, each partition from its first offset to its last.
  static func read(_ ranges: [OffsetRange], _ configuration: Configuration) throws(RunFailure) -> [UInt8] {
    var wanted: [TopicPartition: Range<Int64>] = [:]
    for range in ranges {
      let known = wanted[range.partition] ?? range.offsets
      wanted[range.partition] =
        min(known.lowerBound, range.offsets.lowerBound)..<max(known.upperBound, range.offsets.upperBound)
    }
    let topics = Set(wanted.keys.map(\.topic)).sorted()
    guard !topics.isEmpty else { return [] }
    do throws(LogFailure) {
      let time = SystemTime()
      let began = time.monotonicMicros
      let log = try KafkaReferenceLog(
        topics: topics, properties: configuration.clientProperties, groupID: configuration.identity.groupID,
        onLog: { _ in }, stillWaiting: { _ in time.monotonicMicros - began < patienceMicros })
      defer { log.close(withinMillis: 2_000) }
      let ends = try log.ends()
      try log.start(at: zip(log.partitions, ends).map { wanted[$0]?.lowerBound ?? $1 })
      return try collect(wanted, from: log, time)
    } catch {
      throw RunFailure(error)
    }
  }

  private static func collect(
    _ wanted: [TopicPartition: Range<Int64>], from log: KafkaReferenceLog, _ time: SystemTime
  ) throws(LogFailure) -> [UInt8] {
    var lines: [UInt8] = []
    var left = Set(wanted.keys).intersection(log.partitions)
    var movedAt = time.monotonicMicros
    while !left.isEmpty, !log.isCaughtUp {
      let records = try log.poll()
      for record in records {
        guard let range = wanted[record.partition] else { continue }
        if record.offset >= range.upperBound - 1 { left.remove(record.partition) }
        if range.contains(record.offset) { append(record, to: &lines) }
      }
      if !records.isEmpty {
        movedAt = time.monotonicMicros
      } else if time.monotonicMicros - movedAt > patienceMicros {
        throw LogFailure(
          .unavailable, "Kafka gives no more records of \(left.map(\.name).sorted().joined(separator: ", "))",
          remedy: "Check that the brokers run, or give a dump as INPUT.")
      } else {
        time.pause(millis: idleMillis)
      }
    }
    return lines
  }

  /// An envelope; texts are the records' bytes, escaped where JSON asks for it.
  static func append(_ record: ReferenceRecord, to lines: inout [UInt8]) {
    let millis = record.timestampMicros == Event.noTime ? -1 : record.timestampMicros / 1_000
    lines += Array("{\"topic\":\"\(record.partition.topic)\",\"partition\":\(record.partition.partition),".utf8)
    lines += Array("\"offset\":\(record.offset),\"ts\":\(millis),\"key\":".utf8)
    append(record.key, to: &lines)
    lines += Array(",\"payload\":".utf8)
    append(record.value, to: &lines)
    lines += Array("}\n".utf8)
  }

  private static func append(_ text: [UInt8]?, to lines: inout [UInt8]) {
    guard let text else {
      lines += Array("null".utf8)
      return
    }
    lines.append(UInt8(ascii: "\""))
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): lines += [UInt8(ascii: "\\"), byte]
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        lines += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: lines.append(byte)
      }
    }
    lines.append(UInt8(ascii: "\""))
  }
}

internal import CRdKafka
internal import ForewarnCore

extension KafkaClient {
  /// Hands a record to the producer, which copies it and, unless told, picks the partition by its key. A delivery report that fails carries
  /// the tag. Does not wait for the broker.
  func send(
    topic: String, partition: Int32? = nil, key: [UInt8]?, value: [UInt8]?, headers: [RecordHeader],
    timestampMicros: Int64?, tag: Int = 0
  ) -> KafkaError? {
    var fields: [rd_kafka_vu_t] = []
    fields.reserveCapacity(8)
    // A null pointer is a null key or a tombstone; an empty array must not become one.
    func memory(_ kind: rd_kafka_vtype_t, _ buffer: UnsafeRawBufferPointer, isNull: Bool) -> rd_kafka_vu_t {
      let base = isNull ? nil : buffer.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
      return rd_kafka_vu_t(
        vtype: kind, u: .init(mem: .init(ptr: UnsafeMutableRawPointer(mutating: base), size: isNull ? 0 : buffer.count))
      )
    }
    return topic.withCString { name in
      (key ?? []).withUnsafeBytes { keyBytes in
        (value ?? []).withUnsafeBytes { valueBytes in
          fields.append(rd_kafka_vu_t(vtype: RD_KAFKA_VTYPE_TOPIC, u: .init(cstr: name)))
          fields.append(memory(RD_KAFKA_VTYPE_KEY, keyBytes, isNull: key == nil))
          fields.append(memory(RD_KAFKA_VTYPE_VALUE, valueBytes, isNull: value == nil))
          fields.append(rd_kafka_vu_t(vtype: RD_KAFKA_VTYPE_MSGFLAGS, u: .init(i: RD_KAFKA_MSG_F_COPY)))
          if let timestampMicros {
            // Rounded down; 0 would mean "now".
            let millis = max(1, timestampMicros >= 0 ? timestampMicros / 1_000 : 0)
            fields.append(rd_kafka_vu_t(vtype: RD_KAFKA_VTYPE_TIMESTAMP, u: .init(i64: millis)))
          }
          if tag != 0 {
            fields.append(
              rd_kafka_vu_t(vtype: RD_KAFKA_VTYPE_OPAQUE, u: .init(ptr: UnsafeMutableRawPointer(bitPattern: tag))))
          }
          if let partition {
            fields.append(rd_kafka_vu_t(vtype: RD_KAFKA_VTYPE_PARTITION, u: .init(i32: partition)))
          }
          guard !headers.isEmpty, let list = Self.headerList(headers) else {
            return KafkaError(consuming: rd_kafka_produceva(handle, fields, fields.count))
          }
          // Taken over when the call succeeds. Up to 2.11 librdkafka also frees it when a named partition does not exist: then
          // a leak is better than a second free.
          fields.append(rd_kafka_vu_t(vtype: RD_KAFKA_VTYPE_HEADERS, u: .init(headers: list)))
          let error = KafkaError(consuming: rd_kafka_produceva(handle, fields, fields.count))
          if error != nil, partition == nil { rd_kafka_headers_destroy(list) }
          return error
        }
      }
    }
  }

  private static func headerList(_ headers: [RecordHeader]) -> OpaquePointer? {
    guard let list = rd_kafka_headers_new(headers.count) else { return nil }
    for header in headers {
      if let value = header.value {
        value.withUnsafeBytes {
          _ = rd_kafka_header_add(list, header.name, -1, $0.baseAddress ?? UnsafeRawPointer(bitPattern: 1), $0.count)
        }
      } else {
        rd_kafka_header_add(list, header.name, -1, nil, 0)
      }
    }
    return list
  }
}

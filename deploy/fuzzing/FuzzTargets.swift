import Glibc

@testable import ForewarnCore

// What libFuzzer calls, once for each input it thinks of. A trap, or a byte read beyond the input's end, ends the run.

/// FUZZ_TARGET says what reads the input.
private let target = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? "records"

private final class Reader {
  var decoder: RecordDecoder
  init(_ settings: DecoderSettings) { decoder = RecordDecoder(settings) }
}

/// Each kind of topic as it comes, and one with all that a map can say.
private nonisolated(unsafe) let readers = [
  DecoderSettings(kind: .alerts), DecoderSettings(kind: .transactions), .fuzzedSignals, .fuzzedMap,
].map(Reader.init)
private nonisolated(unsafe) var events: [Event] = []
private nonisolated(unsafe) var arena = ByteArena()
private nonisolated(unsafe) var installBase = InstallBaseTable { _ in nil }

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ base: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let input = UnsafeRawBufferPointer(start: base, count: count)
  switch target {
  case "records": for reader in readers { decode(input, with: &reader.decoder) }
  case "control": control(Array(input))
  case "install-base": takeInstallBase(Array(input))
  case let other: preconditionFailure("there is no target \(other)")
  }
  return 0
}

private func decode(_ input: UnsafeRawBufferPointer, with decoder: inout RecordDecoder) {
  events.removeAll(keepingCapacity: true)
  arena = ByteArena()
  let result = decoder.decode(
    RecordBytes(value: Bytes(input), headers: [], timestampMicros: 1_795_314_700_000_000), into: &events, arena: &arena)
  precondition(result.events == events.count, "what is counted is there")
  precondition((result.rejection == nil) == (result.rejectedEvents == 0), "what is refused has a reason")
  precondition(result.rejection != nil || !events.isEmpty || result.skipped > 0, "nothing vanishes")
}

private func control(_ input: [UInt8]) {
  let place = ControlPlace(partition: TopicPartition(topic: "control", partition: 0), offset: 7)
  _ = try? ControlRecord(input, at: place, timestampMicros: 1_795_314_700_000_000)
}

/// The first byte is the length of the key.
private func takeInstallBase(_ input: [UInt8]) {
  guard let keyCount = input.first.map({ Int($0) }), input.count > keyCount else { return }
  if installBase.count > 50 { installBase = InstallBaseTable { _ in nil } }
  let record = ReferenceRecord(
    partition: TopicPartition(topic: "base", partition: 0), offset: 1, timestampMicros: 1_795_314_700_000_000,
    key: Array(input[1...].prefix(keyCount)), value: Array(input[(1 + keyCount)...]))
  _ = installBase.take(record)
  _ = CustomerModel(installBase.table(over: CustomerTable()))
}

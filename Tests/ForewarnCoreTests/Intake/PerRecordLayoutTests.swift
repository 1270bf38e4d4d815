import Testing

@testable import ForewarnCore

/// What is written for every record. Above 128 bytes each copy of a value is a call, and what is written pushes names and series out of
/// the processor's cache.
@Suite struct PerRecordLayoutTests {
  @Test func anEventIsCopiedWithoutACall() { #expect(MemoryLayout<Event>.stride == 128) }

  @Test func aRecordThatWaitsIsSmall() { #expect(MemoryLayout<PartitionBuffer.Pending>.stride == 48) }

  @Test func whatSurroundsAnObjectIsHandedOnInRegisters() {
    #expect(MemoryLayout<RecordDecoder.Context>.stride <= 3 * MemoryLayout<Int>.stride)
  }
}

/// What people said and what of it holds: a part of the book.
struct ControlRegister {
  /// Up to where control topics are applied: the next offset of each partition.
  var positions = ChangingTable<TopicPartition, ControlPosition>()
  /// By the id of their record.
  var silences = ChangingTable<Name, Silence>()
  /// By the id of their record.
  var exclusions = ChangingTable<Name, Exclusion>()
  /// Records about cases that are not there yet: said of a time that deciding has not reached.
  var waiting = ChangingTable<ControlPlace, WaitingControl>()

  mutating func stand(_ silence: Silence, id: Name) throws(ControlRejection) {
    precondition(silence.hasMatcher, "a silence of nothing in particular is refused when it is read")
    guard silences[id] != nil || silences.count < Limits.silences else { throw .limit }
    silences[id] = silence
  }

  mutating func exclude(_ exclusion: Exclusion, id: Name) throws(ControlRejection) {
    precondition(exclusion.hasMatcher, "an exclusion of nothing in particular is refused when it is read")
    guard exclusions[id] != nil || exclusions.count < Limits.exclusions else { throw .limit }
    exclusions[id] = exclusion
  }

  mutating func wait(_ record: WaitingControl, at place: ControlPlace) throws(ControlRejection) {
    precondition(waiting[place] == nil, "a record waits once")
    guard waiting.count < Limits.waitingControls else { throw .limit }
    waiting[place] = record
  }

  /// Those that are over leave.
  mutating func forgetOver(through micros: Int64) {
    for (id, silence) in silences.sorted where silence.untilMicros <= micros { silences[id] = nil }
    for (id, exclusion) in exclusions.sorted where exclusion.untilMicros <= micros { exclusions[id] = nil }
    assert(silences.sorted.allSatisfy { $0.value.untilMicros > micros }, "what stands is not over")
  }
}

/// How far a partition of a control topic is applied.
struct ControlPosition: RowValue, Equatable {
  var nextOffset: Int64 = 0

  mutating func code<C: RowCoder>(with coder: inout C) { coder.field(1, &nextOffset) }
}

/// A control record as it was written, to be read again when its time comes.
struct WaitingControl: RowValue, Equatable {
  var value = ""
  var timestampMicros: Int64 = 0

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &value)
    coder.field(2, &timestampMicros)
  }
}

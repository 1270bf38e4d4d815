import ForewarnCore

/// What has to have been read by the end, told from what was written and what people did.
struct SeededReading {
  /// Records that were counted before reading began anew.
  var settled: Int64 = 0
  /// Where reading of a partition began; 0 where nothing is said.
  var bases: [TopicPartition: Int64] = [:]
  /// Records that retention took before they were read, by a person's word.
  var lost: Int64 = 0
  /// A topic's records before it was made anew.
  var former: [TopicPartition: [SeededFeed.Entry]] = [:]
  /// Some records were read twice, on request.
  var wasRestarted = false
  /// A process began while the wall clock was wrong. It has nothing to tell it by.
  var beganInWrongTime = false
  /// State was moved or lost: what was prepared need not be sent as it was.
  var wasMoved = false
}

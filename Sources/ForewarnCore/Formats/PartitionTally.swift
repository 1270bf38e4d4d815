/// What the decoder of a partition counts.
protocol PartitionTally {
  var isEmpty: Bool { get }
  /// Takes the counts of another partition of the topic in.
  mutating func add(_ other: Self)
}

extension UnknownWords: PartitionTally {}
extension PassedOverCounts: PartitionTally {}

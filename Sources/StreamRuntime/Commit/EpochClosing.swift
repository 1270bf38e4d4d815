internal import ForewarnCore

/// Under which names an epoch is committed.
struct EpochNames {
  var slice: SliceID
  var applicationUUID: String
  /// Fresh.
  var bookID: String
  /// Of the statistics that were taken at this very moment; nil = the book goes on naming those that it named.
  var statisticsID: String?
}

extension Epoch {
  /// What the engine has gathered, closed, as what follows the chain so far.
  init(closing engine: inout Engine, after chain: EpochChain, of partitions: [TopicPartition], _ names: EpochNames) {
    let contents = engine.closeEpoch(statisticsID: names.statisticsID)
    let number = chain.number + 1
    let metadata = CommitMetadata(
      slice: names.slice, clusterID: engine.clusterID, applicationUUID: names.applicationUUID, bookID: names.bookID,
      statisticsID: engine.statisticsID, epoch: number, digest: contents.digest)
    self.init(
      bookID: names.bookID, parentBookID: chain.bookID, number: number,
      rows: StateRows.marked(contents.rows, bookID: names.bookID, epoch: number, digest: contents.digest),
      outputs: contents.outputs,
      offsets: zip(partitions, contents.offsets).map { PartitionOffset(partition: $0, offset: $1) },
      statisticsID: engine.statisticsID, metadata: metadata.text)
    precondition(isNamedByItsMetadata, "a start finds an epoch by its metadata")
  }
}

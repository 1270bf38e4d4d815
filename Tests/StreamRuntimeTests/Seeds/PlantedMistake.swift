/// Mistakes that somebody could make in the program. Each is planted between the program and its world, so that the product holds nothing
/// of it.
enum PlantedMistake: String, CaseIterable, Codable, Sendable {
  // Of the delivery protocol, by the names of `protocol_model.py`.
  case bookOutsideTransaction, paneNotInBook, statsUnsynced, statsOfTheFillingEpoch, metadataOnOnePartition
  case offsetsPolled, offsetNotEqual, replayBeyond, replayWithoutVectors, replayBookWatermarks, relearnNotNamed
  case tickWhileLagging, takeAnyPartition, emptyIsNew, clusterIgnored, newIgnoresTopic, newestLocalBook, adoptLocalBook
  case pruneEarly, fsyncIgnored, unknownIsFailure, unknownIsSuccess, committedBeforeInit, refusedForEver, fencedIsFinal
  case randomIDs, noRollForward, rollForwardAnyParent
  // Of live time and what happens in it.
  case wallClockIsFollowed, tickBeforeTime, addedAreNotSeen, addedFromTheirEnd, anewIsNotSeen, lostIsPassedOver
  case openTransactionIsPassed, arrivalForTimestamp, outageAtStartIsFinal, batchesStayLarge, staleStateTopic
  case prepareUnsynced

  var what: String {
    switch self {
    case .bookOutsideTransaction: "the book's rows go to the state topic beside the transaction"
    case .paneNotInBook: "the last decided pane is taken from the statistics, not from the book"
    case .statsUnsynced: "the commit names statistics that are saved only afterwards"
    case .statsOfTheFillingEpoch: "the commit of an epoch names statistics that are taken in the next one"
    case .metadataOnOnePartition: "only one partition's offset carries the metadata"
    case .offsetsPolled: "the offsets of polled instead of processed records are committed"
    case .offsetNotEqual: "a record is dropped when its offset is not the expected one, instead of below it"
    case .replayBeyond: "the replay teaches a pane beyond the last decided one"
    case .replayWithoutVectors: "the replay does not know where partitions stood at each decision"
    case .replayBookWatermarks: "the replay starts from the book's watermarks"
    case .relearnNotNamed: "after statistics are learned anew, commits go on naming the lost ones"
    case .tickWhileLagging: "time goes on although records are waiting"
    case .takeAnyPartition: "records are taken from any partition that has some"
    case .emptyIsNew: "empty metadata are taken for a first start"
    case .clusterIgnored: "the cluster's id is not compared"
    case .newIgnoresTopic: "whether it is new is told from the disk alone"
    case .newestLocalBook: "the newest local book instead of the one that the commit names"
    case .adoptLocalBook: "adopting takes the local book, which may lag behind the topic's"
    case .pruneEarly: "the older book goes before Kafka has committed"
    case .fsyncIgnored: "a failed fsync is passed over"
    case .unknownIsFailure: "an unknown outcome is taken for a failure"
    case .unknownIsSuccess: "an unknown outcome is taken for a success"
    case .committedBeforeInit: "committed offsets are read before older producers are fenced"
    case .refusedForEver: "what is refused for good is sent again for ever"
    case .fencedIsFinal: "whoever is fenced leaves for good without a look at who did it"
    case .randomIDs: "case ids are random"
    case .noRollForward: "a prepared epoch is dropped and decided again"
    case .rollForwardAnyParent: "a prepared epoch is sent although its parent is not the committed book"
    case .wallClockIsFollowed: "a wall clock that jumps is followed"
    case .tickBeforeTime: "ticks go ahead of the wall clock, not behind it"
    case .addedAreNotSeen: "nobody looks for added partitions"
    case .addedFromTheirEnd: "an added partition is read from its end"
    case .anewIsNotSeen: "nobody looks whether a topic was made anew"
    case .lostIsPassedOver: "what retention took is passed over in silence"
    case .openTransactionIsPassed: "reading goes past an open transaction to the high watermark"
    case .arrivalForTimestamp: "a record's timestamp is the moment at which it was read"
    case .outageAtStartIsFinal: "a start gives up when no broker answers"
    case .batchesStayLarge: "a batch that a topic refuses is never made smaller"
    case .staleStateTopic: "the state topic is read without its last commit"
    case .prepareUnsynced: "an epoch is prepared on disk only when it is folded"
    }
  }

  /// Found by an invariant of the program itself, which ends the process.
  var endsTheProcess: Bool {
    [.replayBeyond, .paneNotInBook, .replayWithoutVectors, .rollForwardAnyParent, .wallClockIsFollowed].contains(self)
  }
}

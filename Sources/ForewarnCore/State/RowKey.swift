/// What a book row is about. Its bytes name it in every store; they are compared as bytes, because a `String` takes two spellings
/// of an accent for one and does not see a prefix that a combining mark follows.
public enum RowKey: Hashable, Sendable {
  /// `meta`
  case meta
  /// `partition/<topic>/<number>`
  case partition(TopicPartition)
  /// `situation/` and these bytes, whatever they are.
  case situation([UInt8])
  /// `pane/<number>`, the number as in `PaneTime`.
  case pane(Int32)

  private static let metaName = Array("meta".utf8)
  private static let partitionPrefix = Array("partition/".utf8)
  private static let situationPrefix = Array("situation/".utf8)
  private static let panePrefix = Array("pane/".utf8)

  public var bytes: [UInt8] {
    switch self {
    case .meta: Self.metaName
    case .partition(let partition): Self.partitionPrefix + "\(partition.topic)/\(partition.partition)".utf8
    case .situation(let key): Self.situationPrefix + key
    case .pane(let number): Self.panePrefix + String(number).utf8
    }
  }

  /// nil when these are not the bytes of any key.
  public init?(_ bytes: [UInt8]) {
    if bytes == Self.metaName {
      self = .meta
    } else if bytes.starts(with: Self.situationPrefix) {
      self = .situation(Array(bytes.dropFirst(Self.situationPrefix.count)))
    } else if bytes.starts(with: Self.panePrefix) {
      guard let number = Self.number(bytes.dropFirst(Self.panePrefix.count)) else { return nil }
      self = .pane(number)
    } else if bytes.starts(with: Self.partitionPrefix) {
      let name = bytes.dropFirst(Self.partitionPrefix.count)
      // A topic's name may hold a slash; the number is after the last one.
      guard let slash = name.lastIndex(of: UInt8(ascii: "/")), slash > name.startIndex,
        let topic = String(validating: name[..<slash], as: UTF8.self),
        let number = Self.number(name[(slash + 1)...]), number >= 0
      else { return nil }
      self = .partition(TopicPartition(topic: topic, partition: number))
    } else {
      return nil
    }
  }

  /// The one spelling that we write: no plus, no zeros in front.
  private static func number(_ digits: ArraySlice<UInt8>) -> Int32? {
    let text = String(decoding: digits, as: UTF8.self)
    return Int32(text).flatMap { String($0) == text ? $0 : nil }
  }
}

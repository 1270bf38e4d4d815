internal import ForewarnCore

/// What a committed offset says beside its number: which state goes with it. One line of ASCII, the same on every partition:
/// `fw2;<slice>;<cluster>;<uuid>;<book>;<statistics>;<epoch>;<digest>`.
public struct CommitMetadata: Equatable, Sendable {
  private static let version = "fw2"

  public var slice: SliceID
  public var clusterID: String
  public var applicationUUID: String
  public var bookID: String
  public var statisticsID: String?
  public var epoch: Int64
  public var digest: UInt64

  public init(
    slice: SliceID, clusterID: String, applicationUUID: String, bookID: String, statisticsID: String?, epoch: Int64,
    digest: UInt64
  ) {
    self.slice = slice
    self.clusterID = clusterID
    self.applicationUUID = applicationUUID
    self.bookID = bookID
    self.statisticsID = statisticsID
    self.epoch = epoch
    self.digest = digest
  }

  public var text: String {
    let text = [
      Self.version, slice.description, clusterID, applicationUUID, bookID, statisticsID ?? "-", String(epoch),
      String(digest, radix: 16),
    ].joined(separator: ";")
    precondition(text.utf8.count { $0 == UInt8(ascii: ";") } == 7, "no id holds what separates them")
    precondition(text.utf8.count <= Limits.metadataBytes, "ids are bounded, so the metadata are")
    return text
  }

  /// nil when these are not metadata of ours.
  public init?(_ text: String) {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 8, parts[0] == Self.version, let slice = SliceID(parts[1]), let epoch = Int64(parts[6]),
      let digest = UInt64(parts[7], radix: 16)
    else { return nil }
    self.init(
      slice: slice, clusterID: parts[2], applicationUUID: parts[3], bookID: parts[4],
      statisticsID: parts[5] == "-" ? nil : parts[5], epoch: epoch, digest: digest)
  }

  /// Whether a version from before the first release wrote these (revision 30bfd5c or earlier): they have no slice.
  public static func isUnreleased(_ text: String) -> Bool { text.utf8.starts(with: "fw1;".utf8) }
}

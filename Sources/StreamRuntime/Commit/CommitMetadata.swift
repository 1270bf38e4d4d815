internal import ForewarnCore

/// What a committed offset says beside its number: which state goes with it. One line of ASCII, the same on every partition.
public struct CommitMetadata: Equatable, Sendable {
  private static let version = "fw1"

  public var clusterID: String
  public var applicationUUID: String
  public var bookID: String
  public var statisticsID: String?
  public var epoch: Int64
  public var digest: UInt64

  public init(
    clusterID: String, applicationUUID: String, bookID: String, statisticsID: String?, epoch: Int64, digest: UInt64
  ) {
    self.clusterID = clusterID
    self.applicationUUID = applicationUUID
    self.bookID = bookID
    self.statisticsID = statisticsID
    self.epoch = epoch
    self.digest = digest
  }

  public var text: String {
    let text = [
      Self.version, clusterID, applicationUUID, bookID, statisticsID ?? "-", String(epoch), String(digest, radix: 16),
    ].joined(separator: ";")
    precondition(text.utf8.count <= Limits.metadataBytes, "ids are bounded, so the metadata are")
    return text
  }

  /// nil when these are not metadata of ours.
  public init?(_ text: String) {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 7, parts[0] == Self.version, let epoch = Int64(parts[5]),
      let digest = UInt64(parts[6], radix: 16)
    else { return nil }
    self.init(
      clusterID: parts[1], applicationUUID: parts[2], bookID: parts[3], statisticsID: parts[4] == "-" ? nil : parts[4],
      epoch: epoch, digest: digest)
  }
}

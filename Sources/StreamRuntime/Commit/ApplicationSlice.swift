/// Who a process is to Kafka: one slice of an application. Every name that must not be another process's derives from it, here.
public struct ApplicationSlice: Equatable, Sendable {
  /// `application.id` of the configuration.
  public var application: String
  public var slice: SliceID

  public init(_ application: String, slice: SliceID = .whole) {
    self.application = application
    self.slice = slice
  }

  /// Consumer group that offsets are committed under, as in `prod-eu-0-1`. Nobody joins it.
  public var groupID: String { "\(application)-\(slice.index)-\(slice.count)" }

  public var transactionalID: String { groupID }

  /// What keys in the state topic begin with, as in `prod-eu 0/1|`: applications and slices may share the topic.
  public var stateKeyPrefix: String { "\(application) \(slice)|" }
}

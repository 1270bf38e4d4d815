/// Something that a person may want to find: why a record did not count, or what becomes of a topic.
public struct Notice: Sendable, Equatable {
  public var partition: Int
  /// nil: it is about the topic.
  public var offset: Int64?
  public var reason: String
  public var explanation: String
  /// Which of our fields was in the way, where one was.
  public var field: String?
}

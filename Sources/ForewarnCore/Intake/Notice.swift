/// Something about one record that a person may want to find: why it did not count.
public struct Notice: Sendable, Equatable {
  public var partition: Int
  public var offset: Int64
  public var reason: String
  public var explanation: String
}

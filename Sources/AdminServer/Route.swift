/// One exact path and what answers GET and HEAD on it.
public struct Route: Sendable {
  public let path: String
  /// Called on the server's only thread, one request at a time: it reads a published snapshot and waits for nothing.
  public let handle: @Sendable (Request) -> Response

  public init(_ path: String, handle: @escaping @Sendable (Request) -> Response) {
    self.path = path
    self.handle = handle
  }
}

public struct Request: Sendable, Equatable {
  public let path: String
  /// Decoded, in the order of the URL.
  public let query: [QueryItem]

  public struct QueryItem: Sendable, Equatable {
    public let name: String
    /// Empty for a bare `?name`.
    public let value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public init(path: String, query: [QueryItem] = []) {
    self.path = path
    self.query = query
  }

  /// The first value under this name.
  public func query(_ name: String) -> String? {
    query.first { $0.name == name }?.value
  }
}

public struct Response: Sendable, Equatable {
  public var status: UInt32
  public var contentType: String
  public var body: [UInt8]

  public init(status: UInt32 = 200, contentType: String, body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }

  public static func text(_ text: String, status: UInt32 = 200) -> Response {
    Response(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
  }

  public static func json(_ body: [UInt8], status: UInt32 = 200) -> Response {
    Response(status: status, contentType: "application/json", body: body)
  }
}

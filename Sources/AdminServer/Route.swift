/// One exact path and what answers GET and HEAD on it.
public struct Route: Sendable {
  public let path: String
  /// Called on the server's only thread, one request at a time: it reads a published snapshot and waits for nothing.
  public let handle: @Sendable () -> Response

  public init(_ path: String, handle: @escaping @Sendable () -> Response) {
    self.path = path
    self.handle = handle
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
}

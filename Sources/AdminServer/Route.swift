/// One exact path, what answers GET and HEAD on it, and, where something may be said there, POST.
///
/// Both are called on the server's only thread, one request at a time: they read a published snapshot, or a file that answers at once, and
/// wait for nothing.
public struct Route: Sendable {
  public let path: String
  public let handle: @Sendable (Request) -> Response
  /// nil where nothing is to be said.
  public private(set) var take: (@Sendable (Request) -> Response)?

  public init(_ path: String, handle: @escaping @Sendable (Request) -> Response) {
    self.path = path
    self.handle = handle
  }

  public init(_ path: String, handle: @escaping @Sendable () -> Response) {
    self.init(path) { _ in handle() }
  }

  /// The same, with what takes a POST.
  public func taking(_ take: @escaping @Sendable (Request) -> Response) -> Route {
    var route = self
    route.take = take
    return route
  }

  var methods: String { take == nil ? "GET, HEAD" : "GET, HEAD, POST" }
}

/// What a request says behind its path, `?name=value&…`, decoded; its headers; and its body. Of an argument that comes twice the last value
/// counts.
public struct Request: Sendable, Equatable {
  /// More arguments are passed over.
  static let argumentsAtMost = 32
  /// A longer body is refused.
  public static let bodyAtMost = 8 << 10

  public var arguments: [String: String] = [:]
  /// All values of a header, by its name in lower case.
  public var headers: [String: [String]] = [:]
  public var body: [UInt8] = []

  public init() {}

  /// Empty where it is not there.
  public subscript(name: String) -> String { arguments[name] ?? "" }

  /// A number within a range; `usual` where there is none.
  public func integer(_ name: String, _ range: ClosedRange<Int64>, usual: Int64) -> Int64 {
    Int64(self[name]).map { min(max($0, range.lowerBound), range.upperBound) } ?? usual
  }

  /// The values of a header, in any case.
  public func values(of header: String) -> [String] { headers[header.lowercased()] ?? [] }

  /// The value of a header that is there once.
  public func value(of header: String) -> String? {
    let values = values(of: header)
    return values.count == 1 ? values[0] : nil
  }
}

public struct Response: Sendable, Equatable {
  public var status: UInt32
  public var contentType: String
  public var body: [UInt8]
  /// Beside those that every answer has.
  public var headers: [String: String] = [:]
  /// Goes on: the server's `EventFeed`, in place of the body.
  var isFeed = false

  public init(status: UInt32 = 200, contentType: String, body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }

  public static let feed: Response = {
    var response = Response(contentType: "text/event-stream", body: [])
    // Its end is the end of the connection.
    response.headers = ["Connection": "close", "X-Accel-Buffering": "no"]
    response.isFeed = true
    return response
  }()

  public static func text(_ text: String, status: UInt32 = 200) -> Response {
    Response(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
  }
}

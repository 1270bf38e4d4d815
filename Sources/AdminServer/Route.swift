/// One exact path and what answers GET and HEAD on it.
public struct Route: Sendable {
  public let path: String
  /// Called on the server's only thread, one request at a time: it reads a published snapshot, or a file that answers at once, and waits
  /// for nothing.
  public let handle: @Sendable (Request) -> Response

  public init(_ path: String, handle: @escaping @Sendable (Request) -> Response) {
    self.path = path
    self.handle = handle
  }

  public init(_ path: String, handle: @escaping @Sendable () -> Response) {
    self.init(path) { _ in handle() }
  }
}

/// What a request says behind its path: `?name=value&…`, decoded. Of a name that comes twice the last value counts.
public struct Request: Sendable, Equatable {
  /// More arguments are passed over.
  static let argumentsAtMost = 32

  public var arguments: [String: String] = [:]

  public init() {}

  /// Empty where it is not there.
  public subscript(name: String) -> String { arguments[name] ?? "" }

  /// A number within a range; `usual` where there is none.
  public func integer(_ name: String, _ range: ClosedRange<Int64>, usual: Int64) -> Int64 {
    Int64(self[name]).map { min(max($0, range.lowerBound), range.upperBound) } ?? usual
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

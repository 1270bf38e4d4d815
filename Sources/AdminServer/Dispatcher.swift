import CMicroHTTPD

/// From a request of libmicrohttpd to a route's answer. Immutable, so that its thread needs no lock.
final class Dispatcher: Sendable {
  private let routes: [String: Route]
  private let paths: String
  private let hosts: HostCheck
  private let deadlines: RequestDeadlines
  let feed: EventFeed

  init(routes: [Route], hosts: HostCheck, deadlines: RequestDeadlines, feed: EventFeed) {
    self.routes = Dictionary(routes.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    precondition(self.routes.count == routes.count, "one route for each path")
    self.hosts = hosts
    self.deadlines = deadlines
    self.feed = feed
    paths = routes.map { $0.path + "\n" }.joined()
  }

  func answer(_ method: String, path: String, _ request: Request) -> Response {
    guard hosts.allows(request.values(of: "Host").first) else {
      return .text("This server does not go by the name in the Host header. Use its address.\n", status: 421)
    }
    guard let route = routes[path] else { return .text("Nothing is here. There are:\n\(paths)", status: 404) }
    return method == "POST" ? (route.take ?? { _ in Self.refusal(of: route) })(request) : route.handle(request)
  }

  /// What libmicrohttpd is to send; nil when there is no memory for it.
  fileprivate func response(_ answer: inout Response, _ connection: OpaquePointer) -> OpaquePointer? {
    if answer.isFeed {
      let told = MHD_lookup_connection_value(connection, .HEADER_KIND, "Last-Event-ID").map { String(cString: $0) }
      if let response = feed.open(on: connection, told: told.flatMap { Int64($0) }) {
        deadlines.release(connection)
        return response
      }
      answer = .text("\(EventFeed.streamsAtMost) listen already. Ask again now and then.\n", status: 503)
    }
    return answer.body.withUnsafeMutableBytes {
      MHD_create_response_from_buffer($0.count, $0.baseAddress, .RESPMEM_MUST_COPY)
    }
  }

  /// What is answered when the head alone is known, so that no body is waited for.
  func refusal(_ method: String, path: String, bodyBytes: String?) -> Response? {
    let route = routes[path] ?? Route(path) { .text("") }
    guard ["GET", "HEAD"].contains(method) || method == "POST" && route.take != nil else {
      return Self.refusal(of: route)
    }
    guard method == "POST", let bodyBytes, Int(bodyBytes) ?? .max > Request.bodyAtMost else { return nil }
    return Self.tooLong
  }

  private static func refusal(of route: Route) -> Response {
    var response = Response.text("Only \(route.methods).\n", status: 405)
    response.headers["Allow"] = route.methods
    return response
  }

  static let tooLong = Response.text("The body has more than \(Request.bodyAtMost) bytes.\n", status: 413)

  /// On every answer. Pages may load from here only, nobody may frame them, and nothing is kept.
  static let headers = [
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
  ]
}

/// One request on its way: what has come of its body.
private final class Exchange {
  var body: [UInt8] = []
  /// Nothing of it is kept then.
  var isTooLong = false

  func take(_ piece: UnsafeBufferPointer<UInt8>) {
    isTooLong = isTooLong || body.count + piece.count > Request.bodyAtMost
    if isTooLong { body = [] } else { body += piece }
  }
}

/// libmicrohttpd calls this once when the head of a request is there, once for each piece of a body, and once at its end.
func answerRequest(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ url: UnsafePointer<CChar>?,
  _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?, _ upload: UnsafePointer<CChar>?,
  _ uploadBytes: UnsafeMutablePointer<Int>?, _ seen: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let context, let connection, let url, let method, let uploadBytes, let seen else { return .NO }
  // The server holds its dispatcher until the daemon has stopped.
  let dispatcher = Unmanaged<Dispatcher>.fromOpaque(context).takeUnretainedValue()
  let (name, path) = (String(cString: method), String(cString: url))
  guard let known = seen.pointee else {
    seen.pointee = Unmanaged.passRetained(Exchange()).toOpaque()
    let length = MHD_lookup_connection_value(connection, .HEADER_KIND, "Content-Length").map { String(cString: $0) }
    // Answering all of them now would cost each connection its keep-alive.
    guard let refusal = dispatcher.refusal(name, path: path, bodyBytes: length) else { return .YES }
    return dispatcher.send(refusal, on: connection)
  }
  let exchange = Unmanaged<Exchange>.fromOpaque(known).takeUnretainedValue()
  if uploadBytes.pointee > 0 {
    // A body under GET means nothing.
    if name == "POST", let upload {
      upload.withMemoryRebound(to: UInt8.self, capacity: uploadBytes.pointee) {
        exchange.take(UnsafeBufferPointer(start: $0, count: uploadBytes.pointee))
      }
    }
    uploadBytes.pointee = 0
    return .YES
  }
  guard !exchange.isTooLong else { return dispatcher.send(Dispatcher.tooLong, on: connection) }
  return dispatcher.send(dispatcher.answer(name, path: path, request(connection, exchange.body)), on: connection)
}

/// libmicrohttpd calls this when a request that `answerRequest` has seen is over, however it ended.
let requestEnded:
  @convention(c) (
    UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    MHD_RequestTerminationCode
  ) -> Void = { _, _, seen, _ in
    guard let known = seen?.pointee else { return }
    Unmanaged<Exchange>.fromOpaque(known).release()
    seen?.pointee = nil
  }

private func request(_ connection: OpaquePointer, _ body: [UInt8]) -> Request {
  var request = Request()
  request.body = body
  withUnsafeMutablePointer(to: &request) {
    _ = MHD_get_connection_values(connection, .GET_ARGUMENT_KIND, noteArgument, $0)
    _ = MHD_get_connection_values(connection, .HEADER_KIND, noteHeader, $0)
  }
  return request
}

private typealias NoteValue =
  @convention(c) (UnsafeMutableRawPointer?, MHD_ValueKind, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> MHD_Result

/// libmicrohttpd calls this for each argument of a request; the context is the request.
private let noteArgument: NoteValue = { context, _, name, value in
  guard let context, let name else { return .NO }
  let request = context.assumingMemoryBound(to: Request.self)
  request.pointee.arguments[String(cString: name)] = value.map { String(cString: $0) } ?? ""
  return request.pointee.arguments.count < Request.argumentsAtMost ? .YES : .NO
}

/// And this for each header; the memory of a connection bounds them.
private let noteHeader: NoteValue = { context, _, name, value in
  guard let context, let name else { return .NO }
  let request = context.assumingMemoryBound(to: Request.self)
  request.pointee.headers[String(cString: name).lowercased(), default: []].append(
    value.map { String(cString: $0) } ?? "")
  return .YES
}

extension Dispatcher {
  fileprivate func send(_ answer: Response, on connection: OpaquePointer) -> MHD_Result {
    var answer = answer
    guard let response = response(&answer, connection) else { return .NO }
    defer { MHD_destroy_response(response) }
    for (name, value) in Self.headers { MHD_add_response_header(response, name, value) }
    MHD_add_response_header(response, "Content-Type", answer.contentType)
    for (name, value) in answer.headers { MHD_add_response_header(response, name, value) }
    return MHD_queue_response(connection, answer.status, response)
  }
}

import CMicroHTTPD

/// From a request of libmicrohttpd to a route's answer. Immutable, so that its thread needs no lock.
final class Dispatcher: Sendable {
  private let routes: [String: Route]
  private let paths: String
  private let hosts: HostCheck

  init(routes: [Route], hosts: HostCheck) {
    self.routes = Dictionary(routes.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    precondition(self.routes.count == routes.count, "one route for each path")
    self.hosts = hosts
    paths = routes.map { $0.path + "\n" }.joined()
  }

  func answer(path: String, host: String?, _ request: Request = Request()) -> Response {
    guard hosts.allows(host) else {
      return .text("This server does not go by the name in the Host header. Use its address.\n", status: 421)
    }
    guard let route = routes[path] else { return .text("Nothing is here. There are:\n\(paths)", status: 404) }
    return route.handle(request)
  }

  static let methodNotAllowed = Response.text("Only GET and HEAD.\n", status: 405)

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

/// libmicrohttpd calls this once when the head of a request is there, once for each piece of a body, and once at its end.
func answerRequest(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ url: UnsafePointer<CChar>?,
  _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?, _ upload: UnsafePointer<CChar>?,
  _ uploadBytes: UnsafeMutablePointer<Int>?, _ seen: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let context, let connection, let url, let method, let uploadBytes, let seen else { return .NO }
  // Answered at once, so that no body is waited for.
  guard ["GET", "HEAD"].contains(String(cString: method)) else {
    return send(Dispatcher.methodNotAllowed, allow: "GET, HEAD", on: connection)
  }
  if seen.pointee == nil {
    // Any address serves as "the head was seen"; answering now would cost the connection its keep-alive.
    seen.pointee = context
    return .YES
  }
  if uploadBytes.pointee > 0 {
    // A body under GET means nothing.
    uploadBytes.pointee = 0
    return .YES
  }
  // The server holds its dispatcher until the daemon has stopped.
  let dispatcher = Unmanaged<Dispatcher>.fromOpaque(context).takeUnretainedValue()
  let host = MHD_lookup_connection_value(connection, .HEADER_KIND, "Host").map { String(cString: $0) }
  return send(dispatcher.answer(path: String(cString: url), host: host, request(connection)), on: connection)
}

private func request(_ connection: OpaquePointer) -> Request {
  var request = Request()
  withUnsafeMutablePointer(to: &request) {
    _ = MHD_get_connection_values(connection, .GET_ARGUMENT_KIND, noteArgument, $0)
  }
  return request
}

/// libmicrohttpd calls this for each argument of a request; the context is the request.
private let noteArgument:
  @convention(c) (UnsafeMutableRawPointer?, MHD_ValueKind, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> MHD_Result =
    { context, _, name, value in
      guard let context, let name else { return .NO }
      let request = context.assumingMemoryBound(to: Request.self)
      request.pointee.arguments[String(cString: name)] = value.map { String(cString: $0) } ?? ""
      return request.pointee.arguments.count < Request.argumentsAtMost ? .YES : .NO
    }

private func send(_ answer: Response, allow: String? = nil, on connection: OpaquePointer) -> MHD_Result {
  var body = answer.body
  let response = body.withUnsafeMutableBytes {
    MHD_create_response_from_buffer($0.count, $0.baseAddress, .RESPMEM_MUST_COPY)
  }
  guard let response else { return .NO }
  defer { MHD_destroy_response(response) }
  for (name, value) in Dispatcher.headers { MHD_add_response_header(response, name, value) }
  MHD_add_response_header(response, "Content-Type", answer.contentType)
  if let allow { MHD_add_response_header(response, "Allow", allow) }
  return MHD_queue_response(connection, answer.status, response)
}

import Dispatch
import Glibc
import StreamRuntime
import Synchronization
import Testing

@testable import AdminServer

@Suite struct AdminServerTests {
  private static func start() throws(AdminFailure) -> AdminServer {
    try AdminServer.start(
      listen: "127.0.0.1:0", names: ["forewarn.example"],
      routes: [
        Route("/healthz") { .text("ok\n") },
        Route("/broken") { .text("not ready\n", status: 503) },
        Route("/large") { Response(contentType: "text/plain", body: [UInt8](repeating: 0x78, count: 3 << 20)) },
        Route("/nothing") { Response(contentType: "text/plain", body: []) },
      ])
  }

  @Test(arguments: [
    ("/healthz", "HTTP/1.1 200 OK", "\r\n\r\nok\n"),
    ("/healthz?a=1%202&b", "HTTP/1.1 200 OK", "\r\n\r\nok\n"),
    ("/broken", "HTTP/1.1 503", "\r\n\r\nnot ready\n"),
    ("/nothing", "HTTP/1.1 200 OK", "\r\n\r\n"),
    ("/healthz/", "HTTP/1.1 404", "Nothing is here. There are:\n/healthz\n/broken\n/large\n/nothing\n"),
    ("/../etc/passwd", "HTTP/1.1 404", "Nothing is here"),
  ])
  func answers(_ target: String, _ status: String, _ end: String) throws {
    let server = try Self.start()
    defer { server.stop() }
    let answer = try RawHTTP.get(server.port, target)
    #expect(answer.hasPrefix(status), "\(answer)")
    #expect(answer.contains(end), "\(answer)")
  }

  @Test(arguments: [
    ("?a=1&b=x%20y%2Fz", "a=1 b=x y/z"), ("", ""), ("?a", "a="), ("?a=1&a=2", "a=2"), ("?%3Cb%3E=%26", "<b>=&"),
    ("?n=%E2%80%AE%C3%A9", "n=\u{202E}é"), ("?a=b=c", "a=b=c"), ("?a=x%00y", "a=x%00y"),
    ("?a=%FF", "a=\u{FFFD}"),
  ])
  func argumentsAreDecoded(_ query: String, _ text: String) throws {
    let server = try AdminServer.start(
      listen: "127.0.0.1:0",
      routes: [
        Route("/echo") { request in
          .text(request.arguments.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: " "))
        }
      ])
    defer { server.stop() }
    #expect(try RawHTTP.get(server.port, "/echo" + query).hasSuffix("\r\n\r\n" + text))
    let many = "?" + (0..<64).map { "a\($0)=1" }.joined(separator: "&")
    let names = try RawHTTP.get(server.port, "/echo" + many).split(separator: "\r\n\r\n").last?.split(separator: " ")
    #expect(names?.count == Request.argumentsAtMost)
  }

  @Test func oneAnswerDoesNotWaitForAnother() throws {
    let (asked, answered) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let server = try AdminServer.start(
      listen: "127.0.0.1:0",
      routes: [
        Route("/slow") {
          asked.signal()
          return .text(answered.wait(timeout: .now() + 20) == .success ? "after the other\n" : "alone\n")
        },
        Route("/healthz") { .text("ok\n") },
      ])
    defer { server.stop() }
    let slow = Mutex("")
    let group = DispatchGroup()
    DispatchQueue(label: "slow").async(group: group) {
      let answer = (try? RawHTTP.get(server.port, "/slow")) ?? ""
      slow.withLock { $0 = answer }
    }
    #expect(asked.wait(timeout: .now() + 20) == .success)
    #expect(try RawHTTP.get(server.port, "/healthz").hasSuffix("ok\n"))
    answered.signal()
    group.wait()
    #expect(slow.withLock(\.self).hasSuffix("after the other\n"))
  }

  @Test func everyAnswerIsGuarded() throws {
    let server = try Self.start()
    defer { server.stop() }
    for target in ["/healthz", "/none"] {
      let answer = try RawHTTP.get(server.port, target)
      for (name, value) in Dispatcher.headers { #expect(answer.contains("\r\n\(name): \(value)\r\n")) }
    }
    #expect(try RawHTTP.get(server.port, "/broken").contains("\r\nContent-Type: text/plain; charset=utf-8\r\n"))
  }

  @Test func aHeadIsAnAnswerWithoutItsBody() throws {
    let server = try Self.start()
    defer { server.stop() }
    let answer = try RawHTTP.get(server.port, "/large", method: "HEAD")
    #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
    #expect(answer.contains("\r\nContent-Length: 3145728\r\n"))
    #expect(answer.hasSuffix("\r\n\r\n"))
  }

  @Test func aLargeBodyArrivesWhole() throws {
    let server = try Self.start()
    defer { server.stop() }
    #expect(try RawHTTP.get(server.port, "/large").hasSuffix(String(repeating: "x", count: 3 << 20)))
  }

  @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"])
  func otherMethodsAreRefused(_ method: String) throws {
    let server = try Self.start()
    defer { server.stop() }
    let answer = try RawHTTP.exchange(
      server.port,
      "\(method) /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody")
    #expect(answer.hasPrefix("HTTP/1.1 405"), "\(answer)")
    #expect(answer.contains("\r\nAllow: GET, HEAD\r\n"))
  }

  // MARK: Where something may be said

  private static func startListening() throws(AdminFailure) -> AdminServer {
    try AdminServer.start(
      listen: "127.0.0.1:0",
      routes: [
        Route("/say") { .text("nothing") }.taking { request in
          var response = Response.text(
            "\(request.body.count) \(request.value(of: "X-User") ?? "nobody") \(request.values(of: "x-user").count)\n",
            status: 202)
          response.headers["X-Answer"] = "yes"
          return response
        },
        Route("/look") { .text("ok\n") },
      ])
  }

  @Test(arguments: [
    ("/say", "Content-Length: 4", "body", "HTTP/1.1 202", "4 nobody 0\n"),
    ("/say", "Content-Length: 0\r\nX-USER: anna", "", "HTTP/1.1 202", "0 anna 1\n"),
    ("/say", "Content-Length: 0\r\nX-User: anna\r\nx-user: bo", "", "HTTP/1.1 202", "0 nobody 2\n"),
    ("/say", "Transfer-Encoding: chunked", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "HTTP/1.1 202", "5 nobody 0\n"),
    ("/say", "Content-Length: 8192", String(repeating: "x", count: 8_192), "HTTP/1.1 202", "8192 nobody 0\n"),
    ("/say", "Content-Length: 8193", String(repeating: "x", count: 8_193), "HTTP/1.1 413", "more than 8192 bytes"),
    ("/say", "Content-Length: 99999999999999999999", "", "HTTP/1.1 4", ""),
    (
      "/say", "Transfer-Encoding: chunked", "3000\r\n" + String(repeating: "x", count: 0x3000) + "\r\n0\r\n\r\n",
      "HTTP/1.1 413", "more than 8192 bytes"
    ),
    ("/look", "Content-Length: 4", "body", "HTTP/1.1 405", "Only GET, HEAD.\n"),
    ("/none", "Content-Length: 4", "body", "HTTP/1.1 405", "Only GET, HEAD.\n"),
  ])
  func whatIsSaidIsTaken(_ path: String, _ head: String, _ body: String, _ status: String, _ text: String) throws {
    let server = try Self.startListening()
    defer { server.stop() }
    let answer = try RawHTTP.exchange(
      server.port, "POST \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(head)\r\n\r\n\(body)")
    #expect(answer.hasPrefix(status) && answer.contains(text), "\(answer)")
    #expect(answer.contains("\r\nX-Answer: yes\r\n") == answer.hasPrefix("HTTP/1.1 202"))
    for (name, value) in Dispatcher.headers where status != "HTTP/1.1 4" {
      #expect(answer.contains("\r\n\(name): \(value)\r\n"))
    }
    #expect(try RawHTTP.get(server.port, "/look").hasSuffix("ok\n"))
  }

  @Test func whatIsSaidInPiecesIsTakenWhole() throws {
    let server = try Self.startListening()
    defer { server.stop() }
    let client = try RawHTTP(port: server.port)
    for _ in 0..<3 {
      client.send("POST /say HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\nab")
      usleep(50_000)
      client.send("cdef")
      #expect(client.receive(until: "nobody 0\n").hasSuffix("6 nobody 0\n"))
    }
    // One that is cut off leaves nothing behind.
    client.send("POST /say HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\nab")
  }

  @Test func aBodyUnderGetIsPassedOver() throws {
    let server = try Self.start()
    defer { server.stop() }
    let answer = try RawHTTP.exchange(
      server.port, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody")
    #expect(answer.hasPrefix("HTTP/1.1 200 OK"), "\(answer)")
  }

  @Test func aConnectionServesManyRequests() throws {
    let server = try Self.start()
    defer { server.stop() }
    let client = try RawHTTP(port: server.port)
    for _ in 0..<3 {
      client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
      #expect(client.receive(until: "ok\n").hasPrefix("HTTP/1.1 200 OK"))
    }
  }

  @Test(arguments: [(6 << 10, true), (16 << 10, false), (1 << 20, false)])
  func longHeadsAreRefused(bytes: Int, isTaken: Bool) throws {
    let server = try Self.start()
    defer { server.stop() }
    let answer = try RawHTTP.exchange(
      server.port,
      "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Long: \(String(repeating: "a", count: bytes))\r\n\r\n"
    )
    #expect(answer.hasPrefix("HTTP/1.1 200 OK") == isTaken)
    #expect(try RawHTTP.get(server.port, "/healthz").hasPrefix("HTTP/1.1 200 OK"))
  }

  @Test(arguments: [
    "\r\n\r\n", "GET\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "GET /healthz HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}",
  ])
  func nonsenseDoesNotStopIt(_ bytes: String) throws {
    let server = try Self.start()
    defer { server.stop() }
    do {
      let client = try RawHTTP(port: server.port)
      client.send(bytes)
    }
    #expect(try RawHTTP.get(server.port, "/healthz").hasPrefix("HTTP/1.1 200 OK"))
  }

  @Test(arguments: [
    ("localhost", true), ("LOCALHOST:9464", true), ("127.0.0.1:9464", true), ("[::1]:9464", true), ("10.1.2.3", true),
    ("forewarn.example", true), ("evil.example", false), ("localhost.evil.example", false),
    ("127.0.0.1.evil.example", false),
    ("localhost:evil", false), ("[::1", false), ("[evil]", false), ("", false),
  ])
  func onlyOurNamesAreAnswered(_ host: String, _ isOurs: Bool) throws {
    let server = try Self.start()
    defer { server.stop() }
    let answer = try RawHTTP.get(server.port, "/healthz", host: host)
    #expect(answer.hasPrefix(isOurs ? "HTTP/1.1 200" : "HTTP/1.1 421"), "\(answer)")
  }

  @Test func moreConnectionsThanPlacesAreServedInTurn() throws {
    let server = try Self.start()
    defer { server.stop() }
    let idle = try (0..<60).map { _ in try RawHTTP(port: server.port) }
    let busy = try (0..<40).map { _ in try RawHTTP(port: server.port) }
    for client in busy { client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n") }
    // The waiting ones get their turn as those before them are answered and closed.
    for client in busy { #expect(client.receiveAll().hasPrefix("HTTP/1.1 200 OK")) }
    withExtendedLifetime(idle) {}
  }

  /// More of them than there are places, and each sends a byte now and then.
  @Test func clientsThatDripDoNotKeepTheirPlaces() throws {
    let server = try Self.start()
    defer { server.stop() }
    let slow = try (0..<300).map { _ in try RawHTTP(port: server.port) }
    let drips = Mutex(true)
    nonisolated(unsafe) let dripping = slow
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) {
      for client in dripping { client.send("GET /healthz HTTP/1.1\r\nX: ") }
      while drips.withLock(\.self) {
        for client in dripping { client.send("a") }
        usleep(300_000)
      }
    }
    defer {
      drips.withLock { $0 = false }
      group.wait()
    }
    usleep(500_000)
    let answer = try RawHTTP.get(server.port, "/healthz")
    #expect(answer.hasPrefix("HTTP/1.1 200"), "within 20 s: \(answer)")
  }

  @Test(arguments: ["/healthz%00", "/healthz%00.html", "/%00healthz", "/healthz%2500"])
  func aPathWithNULIsNone(_ target: String) throws {
    let server = try Self.start()
    defer { server.stop() }
    #expect(try RawHTTP.get(server.port, target).hasPrefix("HTTP/1.1 404"))
    #expect(try RawHTTP.get(server.port, "/%68ealthz").hasPrefix("HTTP/1.1 200"))
  }

  @Test func aStoppedServerLeavesItsPort() throws {
    let server = try Self.start()
    let client = try RawHTTP(port: server.port)
    client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    _ = client.receive(until: "ok\n")
    server.stop()
    server.stop()
    #expect(client.receiveAll() == "")
    #expect(throws: RawHTTP.Refused.self) { try RawHTTP(port: server.port) }
    let next = try AdminServer.start(listen: "127.0.0.1:\(server.port)", routes: [])
    #expect(next.port == server.port)
    next.stop()
  }

  @Test func aTakenPortIsSaid() throws {
    let server = try Self.start()
    defer { server.stop() }
    let failure = #expect(throws: AdminFailure.self) {
      try AdminServer.start(listen: "127.0.0.1:\(server.port)", routes: [])
    }
    #expect(failure?.kind == .portTaken)
    #expect(failure?.message.contains("port \(server.port)") == true)
  }

  @Test(arguments: [
    "", "9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:-1", "host.example:1",
    "::1:9464",
    "[127.0.0.1]:1", "256.0.0.1:1", "[::1]9464", "192.0.2.1:0",
  ])
  func badAddressesAreSaid(_ listen: String) throws {
    let failure = #expect(throws: AdminFailure.self) { try AdminServer.start(listen: listen, routes: []) }
    #expect(failure?.kind == .badAddress)
    #expect(failure?.remedy.isEmpty == false)
  }

  @Test(arguments: [
    ("localhost:0", "127.0.0.1"), (":80", "127.0.0.1"), ("[::1]:1", "::1"), ("0.0.0.0:65535", "0.0.0.0"),
  ])
  func goodAddresses(_ listen: String, _ host: String) throws {
    #expect(try ListenAddress(listen).host == host)
  }
}

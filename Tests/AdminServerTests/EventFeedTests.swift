import Glibc
import StreamRuntime
import Testing

@testable import AdminServer

/// Who listens hears the newest, whoever else does not read; and nobody waits for who listens.
@Suite struct EventFeedTests {
  private let feed = EventFeed()

  private func start() throws(AdminFailure) -> AdminServer {
    try AdminServer.start(
      listen: "127.0.0.1:0", routes: [Route("/events") { .feed }, Route("/healthz") { .text("ok\n") }], feed: feed)
  }

  private func listen(_ server: AdminServer, heard: String? = nil) throws -> RawHTTP {
    let client = try RawHTTP(port: server.port)
    let last = heard.map { "Last-Event-ID: \($0)\r\n" } ?? ""
    client.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\(last)\r\n")
    return client
  }

  private func seconds(_ body: () throws -> Void) rethrows -> Double {
    let began = SystemTime().monotonicMicros
    try body()
    return Double(SystemTime().monotonicMicros - began) / 1e6
  }

  private func until(_ holds: () -> Bool) -> Bool {
    for _ in 0..<1_000 {
      if holds() { return true }
      usleep(10_000)
    }
    return false
  }

  @Test func whatIsNewIsTold() throws {
    let server = try start()
    defer { server.stop() }
    let client = try listen(server)
    let greeting = client.receive(until: "data: 0\n\n")
    #expect(greeting.hasPrefix("HTTP/1.1 200 OK") && greeting.contains("\r\nContent-Type: text/event-stream\r\n"))
    #expect(greeting.contains("retry: 3000\n\nid: 0\nevent: changed\ndata: 0\n\n"))
    for (name, value) in Dispatcher.headers { #expect(greeting.contains("\r\n\(name): \(value)\r\n")) }
    for number: Int64 in 1...3 {
      let took = seconds {
        feed.publish(number)
        #expect(client.receive(until: "data: \(number)\n\n").contains("id: \(number)\nevent: changed\n"))
      }
      #expect(took > 0.4, "what was asked before is forgotten by then")
      #expect(took < 2)
    }
  }

  @Test func ofManyTheNewestIsTold() throws {
    let server = try start()
    defer { server.stop() }
    let client = try listen(server)
    _ = client.receive(until: "data: 0\n\n")
    for number: Int64 in 1...1_000 { feed.publish(number) }
    let told = client.receive(until: "data: 1000\n\n")
    #expect(told.split(separator: "\n").filter { $0.hasPrefix("data: ") } == ["data: 1", "data: 1000"])
  }

  @Test func whoComesBackHearsWhatIsNewOnly() throws {
    let server = try start()
    defer { server.stop() }
    feed.publish(7)
    #expect(try listen(server).receive(until: "data: 7\n\n").contains("id: 7\n"))
    let (same, older) = (try listen(server, heard: "7"), try listen(server, heard: "6"))
    #expect(older.receive(until: "data: 7\n\n").contains("id: 7\n"))
    #expect(try listen(server, heard: "nonsense").receive(until: "data: 7\n\n").contains("id: 7\n"))
    feed.publish(8)
    let heard = same.receive(until: "data: 8\n\n")
    #expect(!heard.contains("data: 7\n") && heard.contains("retry: 3000\n"))
  }

  /// Longer than any other request may take.
  @Test func aStreamGoesOn() throws {
    let server = try start()
    defer { server.stop() }
    let client = try listen(server)
    _ = client.receive(until: "data: 0\n\n")
    #expect(client.receive(until: ": hb\n\n").contains(": hb\n\n"), "within 20 s")
    feed.publish(1)
    #expect(client.receive(until: "data: 1\n\n").contains("id: 1\n"))
  }

  @Test func soManyListenAndNobodyWaitsForThem() throws {
    let server = try start()
    defer { server.stop() }
    do {
      // None of them reads a byte.
      let clients = try (0..<EventFeed.streamsAtMost).map { _ in try listen(server) }
      #expect(until { feed.figures.open == EventFeed.streamsAtMost })
      #expect(try RawHTTP.get(server.port, "/events").hasPrefix("HTTP/1.1 503"))
      #expect(feed.figures.opened == Int64(EventFeed.streamsAtMost) && feed.figures.refused == 1)
      for number: Int64 in 1...5 {
        feed.publish(number)
        var answer = ""
        let took = try seconds { answer = try RawHTTP.get(server.port, "/healthz") }
        #expect(answer.hasSuffix("ok\n") && took < 1)
        usleep(200_000)
      }
      withExtendedLifetime(clients) {}
    }
    // Those that went are noticed when something is told.
    var number: Int64 = 5
    #expect(
      until {
        number += 1
        feed.publish(number)
        usleep(100_000)
        return feed.figures.open == 0
      })
    #expect(try listen(server).receive(until: "event: changed").contains("event: changed"))
  }

  @Test func aServerDoesNotWaitForWhoListens() throws {
    let server = try start()
    let clients = try (0..<8).map { _ in try listen(server) }
    for client in clients { _ = client.receive(until: "data: 0\n\n") }
    #expect(seconds { server.stop() } < 1)
    for client in clients { _ = client.receiveAll() }
    feed.publish(1)
    #expect(until { feed.figures.open == 0 })
  }

  @Test func aHeadIsNoListener() throws {
    let server = try start()
    defer { server.stop() }
    #expect(try RawHTTP.get(server.port, "/events", method: "HEAD").hasPrefix("HTTP/1.1 200"))
    #expect(until { feed.figures.open == 0 })
  }
}

import Testing

@testable import ForewarnCore

/// W12: a feed that stops is no matter of its customers.
@Suite struct SilentFeedTests {
  static let minute: Int64 = 60_000_000
  static let start = EngineDriver.day

  /// Usage of some instances of two topics, minute by minute.
  private final class Feed {
    let log = RecordLog(partitions: 2)
    let driver: EngineDriver
    private(set) var notices: [Notice] = []

    init(instances: Int) {
      driver = EngineDriver(
        log, kinds: [.transactions, .transactions],
        customers: ReviewBugTests.productions((0..<instances).map { "i\($0)-prod" }))
      driver.supplyAtEnd = .atEnd(askedAtMicros: .min)
    }

    /// `speaks`: whether an instance sends anything in these minutes.
    func pass(_ minutes: Range<Int64>, of instances: Int, speaks: (Int) -> Bool) {
      for minute in minutes {
        let at = start + minute * SilentFeedTests.minute
        for i in 0..<instances where speaks(i) {
          log.append(
            0, timestampMicros: at,
            JSONText.transaction("i\(i)-prod", "t", at + Int64(i) * 1_000_000, millis: 100, count: 60))
        }
        driver.showAll()
        driver.run()
        driver.tick(toMicros: at - 2 * SilentFeedTests.minute)
        notices += driver.engine.takeNotices()
      }
    }
  }

  @Test(arguments: [(10, 10, true), (10, 3, true), (10, 2, false), (3, 3, true), (2, 2, false), (12, 3, false)])
  func whenManyFallSilentAtOnceNoCustomerIsAsked(instances: Int, silent: Int, isFeed: Bool) {
    let feed = Feed(instances: instances)
    feed.pass(0..<200, of: instances) { _ in true }
    feed.pass(200..<260, of: instances) { $0 >= silent }
    let usage = feed.driver.cases().filter { $0["data"]["kind"].text == "usage" }
    #expect(usage.count { $0.change == "opened" } == (isFeed ? 0 : silent))
    #expect(feed.notices.map(\.reason) == (isFeed ? ["feed_silent"] : []))
    #expect(feed.notices.allSatisfy { $0.offset == nil && $0.explanation.contains("\(silent) of \(instances)") })
    #expect(
      feed.driver.engine.silentFeeds
        == (isFeed
          ? [SilentFeed(topic: "transactions", silentInstances: silent, establishedInstances: instances)] : []))
  }

  /// Whoever stays silent when the feed goes on is a customer's matter.
  @Test func whoStaysSilentIsJudgedFromThere() {
    let feed = Feed(instances: 6)
    feed.pass(0..<200, of: 6) { _ in true }
    feed.pass(200..<260, of: 6) { _ in false }
    #expect(feed.driver.cases().isEmpty && feed.notices.map(\.reason) == ["feed_silent"])
    feed.pass(260..<300, of: 6) { $0 != 4 }
    #expect(feed.notices.map(\.reason) == ["feed_silent", "feed_back"])
    let usage = feed.driver.cases().filter { $0["data"]["kind"].text == "usage" && $0.change == "opened" }
    #expect(usage.map { $0["data"]["instance"].text } == ["i4-prod"])
    #expect((usage.first?["time"].text ?? "") > Timestamp.text(Self.start + 265 * Self.minute))
  }

  /// Customers who leave one after the other are customers who leave.
  @Test func oneAfterTheOtherIsNoFeed() {
    let feed = Feed(instances: 6)
    feed.pass(0..<200, of: 6) { _ in true }
    for gone in 1...4 as ClosedRange<Int64> {
      feed.pass(200 + (gone - 1) * 15..<200 + gone * 15, of: 6) { $0 >= gone }
    }
    #expect(feed.notices.isEmpty)
    #expect(feed.driver.cases().count { $0["data"]["kind"].text == "usage" && $0.change == "opened" } >= 3)
  }
}

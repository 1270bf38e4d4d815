import ForewarnCore
import Simulation
import StreamRuntime
import Testing

/// What people say is read beside the inputs, to its end before the first decision, and applied once, whatever dies.
@Suite struct ControlLivesTests {
  private static let panes = 50
  private static let topics = EventStream.topics + [(name: "control", partitions: Int32(1))]

  private static func world(_ seed: UInt64, faults: FaultPlan = .none, _ controls: [String]) -> World {
    let world = World(seed: seed, faults: faults, topics: topics)
    let stream = EventStream(seed: seed % 7, panes: panes)
    stream.append(to: world.broker, stream.items.indices)
    for text in controls {
      world.broker.append("control", 0, Array(text.utf8), timestampMicros: EventStream.begin)
    }
    return world
  }

  private static var life: World.Life {
    World.Life(topics: ["alerts", "transactions"], references: ["control"])
  }

  private static func say(_ kind: String, minute: Int64, _ members: String) -> String {
    #"{"kind":"\#(kind)","by":"anna","time":"\#(time(minute))",\#(members)}"#
  }

  private static func time(_ minute: Int64) -> String { Timestamp.text(EventStream.begin + minute * 60_000_000) }

  /// A silence, words on the first case of the stream, and what is refused.
  private static func controls(_ seed: UInt64) throws -> [String] {
    let plain = world(seed, [])
    guard case .done = try plain.live(life) else { throw RunFailure(.stop, "not read", remedy: "") }
    let opened = plain.broker.committedOutputs.first {
      $0.role == .cases && $0.value != nil && ($0.key ?? []).starts(with: Array("acme-prod".utf8))
    }
    let id = opened?.headers.first { $0.name == "ce_subject" }.map { String(decoding: $0.value ?? [], as: UTF8.self) }
    return [
      say("silence", minute: 0, #""instance":"globex-prod","from":"\#(time(5))","until":"\#(time(25))""#),
      say("acknowledge", minute: 24, #""case_id":"\#(id ?? "")""#),
      say("feedback", minute: 26, #""case_id":"\#(id ?? "")","ticket":"CS1","verdict":"expected""#),
      say("exclude", minute: 0, #""instance":"globex-prod","from":"\#(time(8))","until":"\#(time(30))""#),
      say("close", minute: 30, #""case_id":"nobody""#), "not json",
    ]
  }

  private static func undisturbed(_ seed: UInt64, _ controls: [String]) throws -> [Output] {
    let world = world(seed, controls)
    guard case .done = try world.live(life) else { throw RunFailure(.stop, "not read", remedy: "") }
    return world.broker.committedOutputs
  }

  @Test(arguments: 0..<4)
  func killsAndFaultsChangeNothing(_ block: UInt64) throws {
    for seed in block * 5..<(block + 1) * 5 {
      let controls = try Self.controls(seed)
      let expected = try Self.undisturbed(seed, controls)
      let audit = expected.filter { $0.role == .audit }.map { String(decoding: $0.value ?? [], as: UTF8.self) }
      #expect(audit.count { $0.contains(#""outcome":"applied""#) } == 4, "seed \(seed): \(audit)")
      #expect(audit.count { $0.contains(#""outcome":"refused""#) } == 2, "seed \(seed): \(audit)")
      var faults = FaultPlan.rough(seed: seed)
      faults.shortBatch = 0.9
      faults.emptyPoll = 0.8
      let world = Self.world(seed, faults: faults, controls)
      var life = Self.life
      life.delaysCommits = seed % 2 == 0
      life.roundMillis = 3_000
      _ = try world.liveUntilDone(kills: 12, life)
      let outputs = world.broker.committedOutputs
      #expect(outputs == expected, "seed \(seed): \(Difference(outputs, expected)) \(world.told.suffix(40))")
    }
  }

  /// Said while it runs, it is applied while it runs.
  @Test func whatIsSaidMeanwhileIsTaken() throws {
    let world = Self.world(3, [])
    var rounds = 0
    var life = Self.life
    life.exitAtEnd = false
    life.shouldStop = {
      rounds += 1
      if rounds == 50 {
        world.broker.append(
          "control", 0, Array(Self.say("silence", minute: 0, #""instance":"x","until":"\#(Self.time(9))""#).utf8),
          timestampMicros: EventStream.begin)
      }
      return rounds > 400
    }
    guard case .done = try world.live(life) else { throw RunFailure(.stop, "not read", remedy: "") }
    #expect(world.broker.committedOutputs.count { $0.role == .audit } == 1)
    #expect(world.told.contains { $0.hasPrefix("control control/0/0: silence") && $0.hasSuffix("applied") })
  }
}

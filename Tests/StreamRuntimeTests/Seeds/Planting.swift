import ForewarnCore
import StreamRuntime

@testable import Simulation

/// One mistake, planted in every process of a life.
final class Planting {
  let mistake: PlantedMistake
  private let broker: SimulatedBroker
  /// What a process would know by heart.
  private var salt: UInt64 = 0

  /// Of the monotonic clock, on the wall clock.
  private let beginMicros: Int64

  init(_ mistake: PlantedMistake, in broker: SimulatedBroker, from beginMicros: Int64) {
    self.mistake = mistake
    self.beginMicros = beginMicros
    self.broker = broker
  }

  var settings: Settings {
    var settings = World.settings
    switch mistake {
    case .takeAnyPartition: settings.time.maxWaitSeconds = 0
    case .tickBeforeTime: settings.time.tickDelaySeconds = -180
    default: break
    }
    return settings
  }

  func wrap(_ ports: World.Ports) -> World.Ports {
    salt += 1
    var ports = ports
    let store = MistakenStore(ports.store, mistake) { [broker] id in broker.committedEpochs.contains { $0.bookID == id }
    }
    ports.store = store
    ports.log = MistakenLog(ports.log, mistake, Beside(broker: broker, time: ports.time, store: store, salt: salt))
    if mistake == .wallClockIsFollowed { ports.time = FollowedTime(time: ports.time, beginMicros: beginMicros) }
    return ports
  }

  /// What the mistaken log sees beside the log.
  struct Beside {
    let broker: SimulatedBroker
    let time: any TimeSource
    let store: MistakenStore
    let salt: UInt64
  }
}

/// The monotonic clock is computed from the wall clock.
private struct FollowedTime: TimeSource {
  let time: any TimeSource
  let beginMicros: Int64
  var wallMicros: Int64 { time.wallMicros }
  var monotonicMicros: Int64 { time.wallMicros - beginMicros }
  func pause(millis: Int) { time.pause(millis: millis) }
}

public import ForewarnCore

/// Why the daemon stops. Nothing was overwritten.
public typealias RunFailure = Failure<RunFailureKind>

public enum RunFailureKind: Sendable, Equatable {
  /// State and log do not fit together, or a setting is wrong: starting again does not help (exit 78).
  case stop
  /// Another process has taken over this id (exit 79; systemd leaves it at that).
  case takenOver
  /// Our own doubt, settled by starting again (exit 70, as every failure inside).
  case restart
  /// The disk or the folder (exit 77 or 70).
  case permission, disk
  /// No broker (exit 69).
  case unavailable
}

extension RunFailure {
  public init(_ failure: LogFailure) {
    let kind: Kind =
      switch failure.kind {
      case .unavailable: .unavailable
      case .fenced: .takenOver
      case .missingTopic, .unauthorized, .configuration, .broken: .stop
      }
    self.init(kind, failure.message, remedy: failure.remedy)
  }

  public init(_ failure: StoreFailure) {
    let kind: Kind =
      switch failure.kind {
      case .permission: .permission
      case .io: .disk
      case .locked, .foreign, .damaged, .newer: .stop
      }
    self.init(kind, failure.message, remedy: failure.remedy)
  }

  public init(_ damage: BookDamage) {
    self.init(
      .stop, "the state's row \"\(damage.row)\" \(damage.reason)",
      remedy:
        "Nothing was overwritten. Run the version that wrote it, restore the state folder from a copy, or begin anew with a new application id and a new state path."
    )
  }
}

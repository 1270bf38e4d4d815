/// One customer instance.
struct InstanceSeries: BitwiseCopyable {
  var name: NameRef
  var hash: UInt64
  var firstPane: Pane
  /// The last pane with transactions.
  var lastDataPane: Pane = .min
}

/// How much an instance is used: requests a pane, an hour's moving mean and a day's.
struct UsageLevel: BitwiseCopyable {
  var hour: Float = 0
  var day: Float = 0
  var panes: Int32 = 0
  /// Panes in a row far below what is usual.
  var lowPanes: Int32 = 0
  /// The level before the drop began, by which the drop is judged.
  var before: Float = 0
}

/// When a record of an instance was last put aside, being late or of a clock that is wrong: what is not counted then is no silence.
struct LastDiversion: BitwiseCopyable {
  /// While records are put aside, and for so many panes after, usage says nothing.
  static let restPanes: Pane = 15

  var pane: Pane = .min

  func rests(at now: Pane) -> Bool { pane > now - Self.restPanes }
}

/// Where an instance's requests come from, and whether it is silent because all of them stopped.
struct InstanceFeed: BitwiseCopyable {
  /// Hash of the topic's name; 0 = nothing came yet.
  var topic: UInt64 = 0
  /// 1 while its usage rests.
  var rests: UInt64 = 0
}

/// The panes in which the last new alert types of an instance appeared, newest first.
struct NoveltyTrail: BitwiseCopyable {
  static let length = 3

  var panes: InlineArray<3, Pane> = .init(repeating: Pane.min)

  mutating func note(_ pane: Pane) {
    for i in stride(from: Self.length - 1, to: 0, by: -1) { panes[i] = panes[i - 1] }
    panes[0] = pane
  }

  /// New types in the window of so many panes that ends with `pane`, as far as the trail goes back.
  func types(within window: Int, endingWith pane: Pane) -> Int {
    var types = 0
    for i in 0..<Self.length where panes[i] > pane - Int32(window) { types += 1 }
    return types
  }
}

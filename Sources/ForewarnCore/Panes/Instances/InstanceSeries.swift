/// One customer instance.
struct InstanceSeries: BitwiseCopyable {
  var name: NameRef
  var hash: UInt64
  var firstPane: Pane
  /// The last pane with transactions.
  var lastDataPane: Pane = .min
}

/// Whether events come more often than is expected of them, for however long: two sums of log-likelihood ratios that start anew whenever
/// they fall below nothing (Page, Biometrika 1954, for Poisson counts: Lucas, Technometrics 1985), for twice and for three times as many. A
/// window of any length that holds a burst is found without being known. 8 bytes.
public struct BurstChart: BitwiseCopyable, Sendable {
  /// Nats of an alarm.
  public static let threshold = 11.0
  /// What is far above an alarm takes no longer to be over.
  private static let most: Float = 20

  private var double: Float = 0
  private var threefold: Float = 0

  public init() {}

  /// Takes in a pane's count and how many were expected; returns nats. Counts that are not Poisson's are divided by their dispersion before.
  public mutating func update(count: Double, expected: Double) -> Double {
    func add(_ sum: inout Float, times: Double) {
      let step = count * DeterministicMath.ln(times) - expected * (times - 1)
      sum = min(max(sum + Float(step), 0), Self.most)
    }
    add(&double, times: 2)
    add(&threefold, times: 3)
    return Double(max(double, threefold))
  }
}

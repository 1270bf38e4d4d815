/// Exponentially weighted means of values and of what was expected of them, over the windows of a `ShiftChart`. A chart bounds what one value
/// counts, and says whether something is; these say how large it is. 24 bytes.
public struct WindowMeans: BitwiseCopyable, Sendable {
  private var values: InlineArray<3, Float> = .init(repeating: 0)
  private var expectations: InlineArray<3, Float> = .init(repeating: 0)

  public init() {}

  public func value(window: Int) -> Double { Double(values[window]) }
  public func expected(window: Int) -> Double { Double(expectations[window]) }
  public func shift(window: Int) -> Double { value(window: window) - expected(window: window) }

  mutating func take(_ value: Double, expected: Double, isFirst: Bool) {
    for window in 0..<3 {
      let share = isFirst ? 1 : 1 / Float(ShiftChart.windows[window])
      values[window] += share * (Float(value) - values[window])
      expectations[window] += share * (Float(expected) - expectations[window])
    }
  }
}

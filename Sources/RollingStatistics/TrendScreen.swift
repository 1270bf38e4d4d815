/// Whether a window is worth the pair slopes of `Trend.theilSen`: an ordinary least-squares line, in one pass.
public enum TrendScreen {
  /// The least |t| of the OLS slope that `mayTrend` lets through. Without autocorrelation the OLS t of a trend that is
  /// significant at 1 % is about 2.6 or more, and autocorrelation only inflates it; half of that leaves room for the
  /// outliers that Theil and Sen shrug off.
  public static let threshold = 1.3

  /// False when the least-squares slope is no larger than noise makes it. Times in ascending order, one for each value.
  public static func mayTrend(times: [Double], values: [Double], risingOnly: Bool = false) -> Bool {
    let n = min(times.count, values.count)
    guard n >= Trend.minPoints else { return false }
    // Sums about the first point keep their digits when times are seconds since 1970.
    let origin = (time: times[0], value: values[0])
    var st = 0.0, sx = 0.0, stt = 0.0, stx = 0.0, sxx = 0.0
    for i in 0..<n {
      let t = times[i] - origin.time
      let x = values[i] - origin.value
      st += t
      sx += x
      stt += t * t
      stx += t * x
      sxx += x * x
    }
    let count = Double(n)
    let ctt = stt - st * st / count
    let ctx = stx - st * sx / count
    let cxx = sxx - sx * sx / count
    guard ctt > 0, cxx > 0, ctx != 0 else { return false }
    if risingOnly && ctx < 0 { return false }
    let explained = ctx * ctx / ctt
    let residual = max(cxx - explained, 0) / (count - 2)
    return explained > threshold * threshold * residual
  }
}

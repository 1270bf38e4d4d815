extension DeterministicMath {
  /// P(Z > z) of a standard normal Z, to a relative error below 1e-12 as long as it is a normal `Double` (z < 37).
  ///
  /// Near the middle the series of Marsaglia (2004), Φ(z) = ½ + φ(z)(z + z³/3 + z⁵/15 + …); in the tail the continued
  /// fraction φ(z)/(z + 1/(z + 2/(z + …))) of Laplace (Abramowitz & Stegun 26.2.14).
  public static func normalTail(_ z: Double) -> Double {
    guard z == z else { return z }
    let size = abs(z)
    if size > 39 { return z > 0 ? 0 : 1 }
    let density = inverseSqrtTwoPi * exp(-0.5 * size * size)
    guard size >= 2.5 else {
      var term = size
      var sum = size
      var odd = 1.0
      while term > 1e-18 {
        odd += 2
        term *= size * size / odd
        sum += term
      }
      return z > 0 ? 0.5 - density * sum : 0.5 + density * sum
    }
    var denominator = size
    var level = 120.0
    while level > 0 {
      denominator = size + level / denominator
      level -= 1
    }
    let tail = density / denominator
    return z > 0 ? tail : 1 - tail
  }
}

/// Decimal text of a Double by integer arithmetic: no locale, no exponent, no libc.
enum FixedPoint {
  static func text(_ value: Double, decimals: Int) -> String? {
    guard value.isFinite, value.magnitude < 1e15 else { return nil }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 9e18 else { return nil }
    var whole = String(UInt64(scaled))
    while whole.utf8.count <= decimals { whole = "0" + whole }
    var digits = Array(whole.utf8)
    var fraction = Array(digits.suffix(decimals))
    digits.removeLast(decimals)
    while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
    let body = fraction.isEmpty ? digits : digits + [UInt8(ascii: ".")] + fraction
    let isZero = body == [UInt8(ascii: "0")]
    return (value < 0 && !isZero ? "-" : "") + String(decoding: body, as: UTF8.self)
  }
}

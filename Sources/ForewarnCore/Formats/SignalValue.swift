/// A number with a name, of an instance: our own form of a signal, and what a map makes one of.
extension RecordDecoder {
  @inline(never)
  mutating func readSignal(_ context: Context, into event: inout Event, arena: inout ByteArena) throws(Rejection) {
    event.kind = .signal
    event.name = try name(.signal, arena: &arena)
    if event.name.isEmpty { throw blaming(.missingName, .signal) }
    event.instance = try name(.instance, or: .instanceID, arena: &arena)
    event.ci = try name(.ci, arena: &arena)
    if event.instance.isEmpty && event.ci.isEmpty { throw blaming(.missingInstance, .instance) }
    guard let token = members[.value] else { throw blaming(.missingValue, .value) }
    guard token.kind == .number || token.kind == .string else { throw blaming(.invalidField, .value) }
    guard let value = SignalValue.read(token) else { throw blaming(.invalidValue, .value) }
    event.value = value
    event.unit = try name(.unit, arena: &arena)
    event.timeMicros = try eventTime(context, ofAlert: nil, arena: &arena)
  }
}

enum SignalValue {
  /// The number, or the text that is one, as so many share it; nil where it is none, or too large.
  static func read(_ token: JSONToken, over count: Double = 1) -> Double? {
    assert(count > 0, "a mean is of something")
    let number = token.kind == .number ? DecimalNumber(token.bytes) : DecimalNumber(text: token.bytes.trimmed)
    guard let sum = number?.double, (sum / count).magnitude <= Limits.signalValue else { return nil }
    return sum / count
  }
}

extension DecimalNumber {
  /// The nearest `Double` of numbers of up to fifteen digits; of others one next to it. Infinite beyond all that is taken.
  var double: Double {
    if mantissa == 0 { return 0 }
    var value = Double(mantissa)
    guard exponent <= 22 else { return isNegative ? -.infinity : .infinity }
    // 10^22 is the largest power of ten that a `Double` holds exactly.
    var left = exponent.magnitude
    while left > 0, value > 0, value.isFinite {
      let power = Self.double(tenTo: min(Int(left), 22))
      value = exponent > 0 ? value * power : value / power
      left -= min(left, 22)
    }
    return isNegative ? -value : value
  }

  private static func double(tenTo exponent: Int) -> Double {
    var result = 1.0
    for _ in 0..<exponent { result *= 10 }
    return result
  }
}

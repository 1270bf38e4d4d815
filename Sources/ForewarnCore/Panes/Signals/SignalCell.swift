/// What is summed of one signal in one pane: values as whole numbers of 2⁻³², so that the order of events is free.
struct SignalCell: BitwiseCopyable, Equatable {
  private static let unit = 4_294_967_296.0

  private(set) var count: UInt32 = 0
  /// Zero: an element has no gaps.
  private var unused: UInt32 = 0
  /// The sum in two halves: a whole one would have to lie at a multiple of sixteen bytes.
  private var low: UInt64 = 0
  private var high: Int64 = 0

  var isEmpty: Bool { count == 0 }

  var mean: Double {
    assert(count > 0, "a mean is of values")
    return Double(sum) / Self.unit / Double(count)
  }

  private var sum: Int128 {
    get { Int128(high) << 64 | Int128(low) }
    set { (high, low) = (Int64(truncatingIfNeeded: newValue >> 64), UInt64(truncatingIfNeeded: newValue)) }
  }

  mutating func add(_ value: Double) {
    precondition(value.magnitude <= Limits.signalValue, "what is larger is refused: sums stay within 128 bits")
    count = count.addingSaturating(1)
    sum &+= Int128((value * Self.unit).rounded())
  }

  mutating func merge(_ other: SignalCell) {
    count = count.addingSaturating(other.count)
    sum &+= other.sum
  }
}

extension SignalCell: RowValue {
  mutating func code<C: RowCoder>(with coder: inout C) {
    var counted = Int64(count)
    var lower = Int64(bitPattern: low)
    coder.field(1, &counted)
    coder.field(2, &lower)
    coder.field(3, &high)
    (count, low) = (UInt32(clamping: counted), UInt64(bitPattern: lower))
  }
}

/// Offsets `from ..< to` of one partition, by its name: what went into a pane, or every record that evidence rests on.
struct InputRange: RowValue, Equatable {
  var topic = ""
  var partition: Int32 = 0
  var from: Int64 = 0
  var to: Int64 = 0

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &topic)
    coder.field(2, &partition)
    coder.field(3, &from)
    coder.field(4, &to)
    if from > to { coder.fail() }
  }
}

/// The members of an object that mean something to us, at the top of any known shape. Raw values are bits and slots of `Members`.
enum Member: Int, CaseIterable {
  // Ours, which `fields:` may map.
  case time, instance, transaction, duration, error, count, alert, severity, status, domain, ci, fingerprint, summary,
    signal, value, unit
  // Alertmanager's and Prometheus', and those that people's own alerts borrow from them.
  case alertname, instanceID, startsAt, endsAt, labels, annotations, alerts
  // CloudEvents'.
  case specversion, id, source, type, data, dataBase64

  static let mappable = Member.time.rawValue...Member.unit.rawValue

  /// The member with this name. Names are compared as one or two numbers of eight bytes; the numbers are their ASCII,
  /// the first letter lowest.
  @inline(__always)
  static func named(_ start: UnsafeRawPointer, count: Int, end: UnsafeRawPointer) -> Member? {
    switch count {
    case 2:
      switch low(start, count, end) {
      case 0x0000000000006963: return .ci  // ci
      case 0x0000000000006469: return .id  // id
      default: return nil
      }
    case 4:
      switch low(start, count, end) {
      case 0x00000000656d6974: return .time  // time
      case 0x0000000065707974: return .type  // type
      case 0x0000000061746164: return .data  // data
      case 0x0000000074696e75: return .unit  // unit
      default: return nil
      }
    case 5:
      switch low(start, count, end) {
      case 0x000000726f727265: return .error  // error
      case 0x000000746e756f63: return .count  // count
      case 0x0000007472656c61: return .alert  // alert
      case 0x00000065756c6176: return .value  // value
      default: return nil
      }
    case 6:
      switch low(start, count, end) {
      case 0x0000737574617473: return .status  // status
      case 0x00006e69616d6f64: return .domain  // domain
      case 0x0000744173646e65: return .endsAt  // endsAt
      case 0x0000736c6562616c: return .labels  // labels
      case 0x0000737472656c61: return .alerts  // alerts
      case 0x0000656372756f73: return .source  // source
      case 0x00006c616e676973: return .signal  // signal
      default: return nil
      }
    case 7:
      switch low(start, count, end) {
      case 0x007972616d6d7573: return .summary  // summary
      default: return nil
      }
    case 8:
      switch low(start, count, end) {
      case 0x65636e6174736e69: return .instance  // instance
      case 0x7974697265766573: return .severity  // severity
      case 0x7441737472617473: return .startsAt  // startsAt
      default: return nil
      }
    case 9, 11: return long(start, count: count, end: end)
    default: return nil
    }
  }

  /// Names of more than eight bytes.
  @inline(__always)
  private static func long(_ start: UnsafeRawPointer, count: Int, end: UnsafeRawPointer) -> Member? {
    switch count {
    case 9:
      switch (low(start, count, end), last(start, count)) {
      case (0x6d616e7472656c61, 0x656d616e7472656c): return .alertname  // alertname
      default: return nil
      }
    case 11:
      switch (low(start, count, end), last(start, count)) {
      case (0x746361736e617274, 0x6e6f69746361736e): return .transaction  // transaction
      case (0x6e6f697461727564, 0x736d5f6e6f697461): return .duration  // duration_ms
      case (0x72707265676e6966, 0x746e697270726567): return .fingerprint  // fingerprint
      case (0x65636e6174736e69, 0x64695f65636e6174): return .instanceID  // instance_id
      case (0x697461746f6e6e61, 0x736e6f697461746f): return .annotations  // annotations
      case (0x7372657663657073, 0x6e6f697372657663): return .specversion  // specversion
      case (0x7361625f61746164, 0x3436657361625f61): return .dataBase64  // data_base64
      default: return nil
      }
    default: return nil
    }
  }

  /// The first eight bytes, or all of a shorter name.
  @inline(__always)
  private static func low(_ start: UnsafeRawPointer, _ count: Int, _ end: UnsafeRawPointer) -> UInt64 {
    if end - start >= 8 {
      let word = UInt64(littleEndian: start.loadUnaligned(as: UInt64.self))
      return count >= 8 ? word : word & (1 << (8 * UInt64(count)) - 1)
    }
    var word: UInt64 = 0
    for index in 0..<count { word |= UInt64((start + index).load(as: UInt8.self)) << (8 * UInt64(index)) }
    return word
  }

  /// The last eight bytes of a name that has at least as many.
  @inline(__always)
  private static func last(_ start: UnsafeRawPointer, _ count: Int) -> UInt64 {
    UInt64(littleEndian: (start + count - 8).loadUnaligned(as: UInt64.self))
  }
}

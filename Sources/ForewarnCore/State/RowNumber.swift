/// Numbers in the keys of rows, in the one spelling that we write: no plus, no zeros in front.
enum RowNumber {
  static func value(spelled digits: ArraySlice<UInt8>) -> Int32? {
    let text = String(decoding: digits, as: UTF8.self)
    return Int32(text).flatMap { String($0) == text ? $0 : nil }
  }

  static func offset(spelled digits: ArraySlice<UInt8>) -> Int64? {
    let text = String(decoding: digits, as: UTF8.self)
    return Int64(text).flatMap { String($0) == text && $0 >= 0 ? $0 : nil }
  }
}

/// Written by `FOREWARN_SAME_BYTES_RECORD=1 swift test --filter SameBytesDemoTests`; never by hand.
extension SameBytesDemoTests {
  static let golden = """
    demo-1764000000: 18 160 0 2c0b7a4cb24c1365 a1513fa71e4bca1c cbf29ce484222325
    demo-1764000180: 18 163 0 1fced8f50a2c7fad ff832d79a161ca5d cbf29ce484222325
    demo-1772345678: 18 157 0 dc9c229f0885c0a3 d310e1452f5fd47a cbf29ce484222325
    """
}

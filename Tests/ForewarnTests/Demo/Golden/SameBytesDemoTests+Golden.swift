/// Written by `FOREWARN_SAME_BYTES_RECORD=1 swift test --filter SameBytesDemoTests`; never by hand.
extension SameBytesDemoTests {
  static let golden = """
    demo-1764000000: 24 658 0 859bc32f4a6f2089 2a297c02e0b2fde7 cbf29ce484222325
    demo-1764000180: 23 661 0 7a21530585adb10f 7180da0588032a12 cbf29ce484222325
    demo-1772345678: 24 658 0 5e5939f502fa09c7 ab8250f504f999d9 cbf29ce484222325
    """
}

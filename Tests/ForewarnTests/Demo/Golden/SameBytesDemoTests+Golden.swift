/// Written by `FOREWARN_SAME_BYTES_RECORD=1 swift test --filter SameBytesDemoTests`; never by hand.
extension SameBytesDemoTests {
  static let golden = """
    demo-1764000000: 23 160 0 6ee6eedc19b15c80 b6573f70c66fae3e cbf29ce484222325
    demo-1764000180: 23 160 0 b9eed196f8b525ea b50841c435fe378a cbf29ce484222325
    demo-1772345678: 23 157 0 16f4d8563dcd8af4 021a61994c43b47e cbf29ce484222325
    """
}

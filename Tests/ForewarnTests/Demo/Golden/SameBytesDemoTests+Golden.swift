/// Written by `FOREWARN_SAME_BYTES_RECORD=1 swift test --filter SameBytesDemoTests`; never by hand.
extension SameBytesDemoTests {
  static let golden = """
    demo-1764000000: 21 160 0 0da4ef0f5349b142 b6573f70c66fae3e cbf29ce484222325
    demo-1764000180: 21 160 0 5be6b89db3a9846e b50841c435fe378a cbf29ce484222325
    demo-1772345678: 21 157 0 9a5ff8e949e8c2b7 021a61994c43b47e cbf29ce484222325
    """
}

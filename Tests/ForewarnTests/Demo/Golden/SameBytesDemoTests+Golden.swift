/// Written by `FOREWARN_SAME_BYTES_RECORD=1 swift test --filter SameBytesDemoTests`; never by hand.
extension SameBytesDemoTests {
  static let golden = """
    demo-1764000000: 23 160 0 68576611ad605999 b6573f70c66fae3e cbf29ce484222325
    demo-1764000180: 23 160 0 91e08411f7edf59d b50841c435fe378a cbf29ce484222325
    demo-1772345678: 23 157 0 2113b391101834dd 021a61994c43b47e cbf29ce484222325
    """
}

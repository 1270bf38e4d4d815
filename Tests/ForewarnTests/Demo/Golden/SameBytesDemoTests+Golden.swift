/// Written by `FOREWARN_SAME_BYTES_RECORD=1 swift test --filter SameBytesDemoTests`; never by hand.
extension SameBytesDemoTests {
  static let golden = """
    demo-1764000000: 21 659 0 0da4ef0f5349b142 ed4e03f412d44efc cbf29ce484222325
    demo-1764000180: 21 659 0 5be6b89db3a9846e 93f0d6ed684403dc cbf29ce484222325
    demo-1772345678: 21 656 0 9a5ff8e949e8c2b7 b2721c1fc2f1de8e cbf29ce484222325
    """
}

/// Written by `FOREWARN_SAME_BYTES_RECORD=1 swift test --filter SameBytesDemoTests`; never by hand.
extension SameBytesDemoTests {
  static let golden = """
    demo-1764000000: 23 661 0 6ee6eedc19b15c80 236aeb18d04d81be cbf29ce484222325
    demo-1764000180: 23 661 0 b9eed196f8b525ea 3def979d19636740 cbf29ce484222325
    demo-1772345678: 23 658 0 16f4d8563dcd8af4 33e49352c00be4fe cbf29ce484222325
    """
}

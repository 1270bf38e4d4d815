/// Written by `FOREWARN_SAME_BYTES_RECORD=1 swift test --filter SameBytesDemoTests`; never by hand.
extension SameBytesDemoTests {
  static let golden = """
    demo-1764000000: 29 648 0 41c26ffc4f7c6927 eec0e35740cb8297 cbf29ce484222325
    demo-1764000180: 29 648 0 f9a5c0163e6806af 0df1343755ef2cb5 cbf29ce484222325
    demo-1772345678: 28 649 0 90cbc35c6869c5eb 7d3883cef738ae39 cbf29ce484222325
    """
}

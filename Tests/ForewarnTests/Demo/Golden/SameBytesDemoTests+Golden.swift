/// Written by `FOREWARN_SAME_BYTES_RECORD=1 swift test --filter SameBytesDemoTests`; never by hand.
extension SameBytesDemoTests {
  static let golden = """
    demo-1764000000: 29 648 0 20a08e59208f7311 eec0e35740cb8297 cbf29ce484222325
    demo-1764000180: 29 648 0 0752780e864fdc43 0df1343755ef2cb5 cbf29ce484222325
    demo-1772345678: 28 649 0 5f2585b3458b059d 7d3883cef738ae39 cbf29ce484222325
    """
}

/// Written by `FOREWARN_SAME_BYTES_RECORD=1 swift test --filter SameBytesDemoTests`; never by hand.
extension SameBytesDemoTests {
  static let golden = """
    demo-1764000000: 29 424 0 c3de9419e7676b9c 46c09cf135eb3edd cbf29ce484222325
    demo-1764000180: 29 424 0 b16333c7a17fbc5b 1e6a6fca9df55d86 cbf29ce484222325
    demo-1772345678: 28 426 0 fd6bcceb3ba4ee39 3576ea4acdb327bc cbf29ce484222325
    """
}

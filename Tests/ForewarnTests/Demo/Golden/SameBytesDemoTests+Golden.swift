/// Written by `FOREWARN_SAME_BYTES_RECORD=1 swift test --filter SameBytesDemoTests`; never by hand.
extension SameBytesDemoTests {
  static let golden = """
    demo-1764000000: 25 658 0 2481b19f76896f4e b8602baffa8e8498 cbf29ce484222325
    demo-1764000180: 24 661 0 48d5de1c98df68e3 3e99c5fa4c507b07 cbf29ce484222325
    demo-1772345678: 25 658 0 3b05d90c314dd6d9 e9b79148857cb679 cbf29ce484222325
    """
}

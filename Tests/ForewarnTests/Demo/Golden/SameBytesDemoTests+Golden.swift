/// Written by `FOREWARN_SAME_BYTES_RECORD=1 swift test --filter SameBytesDemoTests`; never by hand.
extension SameBytesDemoTests {
  static let golden = """
    demo-1764000000: 29 424 0 41c26ffc4f7c6927 7b053c61785d9f44 cbf29ce484222325
    demo-1764000180: 29 424 0 f9a5c0163e6806af 7aa543bc12bacf98 cbf29ce484222325
    demo-1772345678: 28 426 0 d5003d904c5f77ac 3a3dbb382ebed62a cbf29ce484222325
    """
}

/// Written by `FOREWARN_SAME_BYTES_RECORD=1 swift test --filter SameBytesDemoTests`; never by hand.
extension SameBytesDemoTests {
  static let golden = """
    demo-1764000000: 18 160 0 0ea639c7853d89f3 50b647ed193f2726 cbf29ce484222325
    demo-1764000180: 18 163 0 591201afa1023bd1 d8312db55af942e7 cbf29ce484222325
    demo-1772345678: 18 157 0 eb048707079fd7e9 a9c41ecafd2a3267 cbf29ce484222325
    """
}

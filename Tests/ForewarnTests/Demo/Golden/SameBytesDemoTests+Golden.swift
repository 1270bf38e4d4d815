/// Written by `FOREWARN_SAME_BYTES_RECORD=1 swift test --filter SameBytesDemoTests`; never by hand.
extension SameBytesDemoTests {
  static let golden = """
    demo-1764000000: 24 658 0 4c3e35b7feb449bb 8e020e9d941e867f cbf29ce484222325
    demo-1764000180: 23 661 0 86dd9c57a2e89b01 0d02819152543be0 cbf29ce484222325
    demo-1772345678: 24 658 0 34ed73d330384f93 fc2184ab96ffb517 cbf29ce484222325
    """
}

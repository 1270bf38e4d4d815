import ForewarnCore

/// Who may do what on the dashboard's pages.
struct AccessConfiguration: Sendable, Equatable {
  enum Writing: String, CaseIterable, Sendable {
    case refused, allowed
  }

  var writing = Writing.refused
  var token: String?
  var userHeader: String?
  var accountsHeader: String?
  /// Everybody's name; of the demo, which has no proxy: no key sets it.
  var demoUser: String?
}

enum AccessKeys {
  static let keys: [Key<Configuration>] = [
    .choice(
      "admin.write", \.access.writing, AccessConfiguration.Writing.allCases, name: { $0.rawValue },
      "allowed = whoever has the token, or comes with the user header, may acknowledge, judge, close and silence on the pages; it goes to the topic of kind control, as with forewarn ctl."
    ),
    .secret(
      "admin.token", \.access.token, .token,
      "What a request has to know to act: Authorization: Bearer TOKEN; by ${file:…} or ${credential:…}."),
    .optionalText(
      "admin.user_header", \.access.userHeader, .headerName,
      "The header in which a proxy that has a login says who asks, such as X-Forwarded-User. Only where nobody can come past the proxy."
    ),
    .optionalText(
      "admin.accounts_header", \.access.accountsHeader, .headerName,
      "The header in which a proxy says whose things who asks may see: ids of accounts with commas between. Only instances and cases all of whose accounts are among them are shown; without the header nothing is."
    ),
  ]

  static func check(_ configuration: Configuration, source: String, _ findings: inout Findings) {
    let access = configuration.access
    for (key, header) in [("admin.user_header", access.userHeader), ("admin.accounts_header", access.accountsHeader)]
    where header != nil && !isLocal(configuration) {
      findings.add(
        "\(key) is believed of whoever reaches admin.listen; let it listen on 127.0.0.1, behind the proxy",
        atKey: key, in: source, kind: .warning)
    }
    guard access.writing == .allowed else { return }
    if access.token == nil, access.userHeader == nil {
      findings.add(
        "admin.write is allowed to nobody: set admin.token or admin.user_header", atKey: "admin.write", in: source)
    }
    if configuration.controlTopic == nil {
      findings.add(
        "admin.write needs a topic of kind control among topics: what is said goes there", atKey: "admin.write",
        in: source)
    }
  }

  private static func isLocal(_ configuration: Configuration) -> Bool {
    guard let listen = configuration.adminListen else { return true }
    return listen.hasPrefix("127.") || listen.hasPrefix("[::1]") || listen.hasPrefix("localhost:")
      || listen.hasPrefix(":")
  }
}

/// A page of the operator's own about a case: its address with what differs from case to case left open, such as
/// `https://wiki.example.com/runbooks/{subject}`.
public struct LinkTemplate: Sendable, Equatable {
  /// What the page is to the case, such as `runbook`, `dashboard` or `search`.
  public var rel: String
  public var title: String
  public var href: String

  public init(rel: String, title: String, href: String) {
    self.rel = rel
    self.title = title
    self.href = href
  }

  public static let relationOfRunbooks = "runbook"
  static let hrefBytes = 512

  /// What may be left open.
  public enum Blank: String, CaseIterable, Sendable {
    case instance, kind, subject, from, to
    case caseID = "case_id"
    case fromMillis = "from_ms"
    case toMillis = "to_ms"
  }

  /// Texts and blanks of an address, in their order; nil where a brace stands alone or names no blank.
  static func parts(of href: String) -> [(text: String, blank: Blank?)]? {
    var parts: [(text: String, blank: Blank?)] = []
    var rest = href[...]
    while let open = rest.firstIndex(of: "{") {
      guard let close = rest[open...].firstIndex(of: "}"),
        let blank = Blank(rawValue: String(rest[rest.index(after: open)..<close]))
      else { return nil }
      parts.append((String(rest[..<open]), blank))
      rest = rest[rest.index(after: close)...]
    }
    parts.append((String(rest), nil))
    return parts.contains { $0.text.contains("}") } ? nil : parts
  }

  /// What is wrong with an address; nil when nothing is. Names from outside may fill a path or a query, never say which host is asked.
  public static func complaint(aboutHref href: String) -> String? {
    guard href.utf8.count <= hrefBytes else { return "must be at most \(hrefBytes) bytes" }
    guard let scheme = ["https://", "http://"].first(where: { href.hasPrefix($0) }) else {
      return "must begin with https:// or http://"
    }
    guard let parts = parts(of: href) else {
      return
        "may leave open \(Blank.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", ")), and has no other braces"
    }
    let host = href.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    guard !host.isEmpty, !host.contains("{"), !host.contains("@") else {
      return "must name a host before anything that is left open, without a user"
    }
    let isPlain = parts.allSatisfy {
      $0.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#""<>\^`|"#.utf8.contains($0) }
    }
    return isPlain ? nil : "must be an address: other characters than RFC 3986 has are written %XX"
  }
}

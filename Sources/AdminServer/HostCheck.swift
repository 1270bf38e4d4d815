/// Refuses requests that a browser was led to by a DNS name of somebody else's ("DNS rebinding"): such a request carries that
/// name in `Host`. A number cannot be rebound, so numeric hosts pass, and `localhost`, and names that the operator gave.
struct HostCheck: Sendable {
  private let names: Set<String>

  init(names: [String]) {
    self.names = Set(names.map { $0.lowercased() } + ["localhost"])
  }

  /// `host` is the header's value; HTTP/1.0 clients, which are no browsers, may leave it out.
  func allows(_ host: String?) -> Bool {
    guard var host = host?.lowercased() else { return true }
    if host.hasPrefix("[") {
      guard let end = host.firstIndex(of: "]"), Self.isPort(host[host.index(after: end)...]) else { return false }
      return NumericHost.isIPv6(String(host[..<end].dropFirst()))
    }
    if let colon = host.firstIndex(of: ":") {
      guard Self.isPort(host[colon...]) else { return false }
      host = String(host[..<colon])
    }
    return names.contains(host) || NumericHost.isIPv4(host)
  }

  /// Nothing, or a colon and digits.
  private static func isPort(_ text: Substring) -> Bool {
    text.isEmpty || text.first == ":" && text.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}

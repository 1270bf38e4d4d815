/// The operator's own pages about a case.
struct CaseLinks {
  static let hrefBytes = 2_048

  struct Link: Equatable {
    var rel: String
    var title: String
    var href: String
  }

  /// In the order of the settings; an address that becomes too long is left out.
  let links: [Link]

  init(_ templates: [LinkTemplate], _ change: CaseChange) {
    links = templates.compactMap { template in
      guard let parts = LinkTemplate.parts(of: template.href) else { return nil }
      let href = parts.map { $0.text + ($0.blank.map { Self.escaped(Self.filling($0, change)) } ?? "") }.joined()
      return href.utf8.count > Self.hrefBytes ? nil : Link(rel: template.rel, title: template.title, href: href)
    }
    assert(links.allSatisfy { Self.isPlain($0.href) }, "whatever is filled in is escaped")
  }

  /// Where a name stands, nothing of it is read as part of an address.
  private static func isPlain(_ href: String) -> Bool { href.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }

  var runbook: String? { links.first { $0.rel == LinkTemplate.relationOfRunbooks }?.href }

  private static func filling(_ blank: LinkTemplate.Blank, _ change: CaseChange) -> String {
    let episode = change.episode
    return switch blank {
    case .instance: change.key.instance.text
    case .kind: change.key.kind.name
    case .subject: episode.findings.first?.subject.text ?? ""
    case .caseID: episode.id
    case .from: Timestamp.text(episode.windowStartMicros)
    case .to: Timestamp.text(episode.windowEndMicros)
    case .fromMillis: String(episode.windowStartMicros / 1_000)
    case .toMillis: String(episode.windowEndMicros / 1_000)
    }
  }

  /// RFC 3986: all but unreserved characters as %XX.
  private static func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        bytes.append(byte)
      default:
        bytes.append(UInt8(ascii: "%"))
        for nibble in [byte >> 4, byte & 15] { bytes.append(nibble < 10 ? 48 + nibble : 55 + nibble) }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

import ForewarnCore
import Testing

@testable import forewarn

/// `links` and the language of accounts, as files write them.
@Suite struct LinkConfigurationTests {
  private static func read(_ links: String) throws -> [LinkTemplate] {
    let text =
      "kafka: {bootstrap.servers: x}\ntopics: [{name: alerts, kind: alerts}]\nstate: {path: /s}\nlinks:\n" + links
      + "\n"
    return try ConfigurationFile().read(Array(text.utf8), source: "f.yaml").configuration.settings.links
  }

  private static func problems(_ links: String) -> [String] {
    do {
      _ = try read(links)
      return []
    } catch let failure as ConfigurationFailure {
      return failure.problems.map(\.text)
    } catch {
      return ["\(error)"]
    }
  }

  @Test func linksAreRead() throws {
    let links = try Self.read("  - {rel: runbook, title: What to do, href: \"https://wiki/{subject}\"}")
    #expect(links == [LinkTemplate(rel: "runbook", title: "What to do", href: "https://wiki/{subject}")])
  }

  @Test(arguments: [
    (
      "  - {rel: runbook, title: t, href: \"ftp://x/\"}",
      "f.yaml:5:36: links[0].href must begin with https:// or http://"
    ),
    ("  - {rel: Run Book, title: t, href: \"https://x/\"}", "f.yaml:5:11: links[0].rel must be 1 to 32 of"),
    ("  - {rel: r, title: t, href: \"https://{instance}/\"}", "links[0].href must name a host"),
    ("  - {rel: r, title: t, href: \"https://x/{insance}\"}", "links[0].href may leave open {instance}, {kind}"),
    ("  - {rel: r, title: t}", "missing key \"links[0].href\""),
  ])
  func whatIsWrongIsSaidWithItsPlace(_ links: String, _ complaint: String) {
    #expect(Self.problems(links).contains { $0.contains(complaint) }, "\(Self.problems(links))")
  }

  @Test func anEventHasRoomForSoMany() {
    let link = "  - {rel: r, title: t, href: \"https://x/\"}\n"
    #expect(Self.problems(String(repeating: link, count: Limits.links)) == [])
    #expect(Self.problems(String(repeating: link, count: Limits.links + 1)).contains { $0.contains("has 9 entries") })
  }

  @Test func anAccountHasALanguage() throws {
    func languages(_ text: String) throws -> [Language] {
      try CustomersFile.read(Array("version: 1\naccounts: [{id: a, name: x\(text)}]\n".utf8), source: "c.yaml")
        .accounts.map(\.language)
    }
    #expect(try languages("") == [.english] && languages(", language: de") == [.german])
    #expect(throws: ConfigurationFailure.self) { try languages(", language: fr") }
  }
}

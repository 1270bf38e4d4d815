import AdminServer
import ForewarnCore
import SQLiteStore
import Synchronization

/// Why a request is refused, for people.
struct AccessRefusal: Error, Equatable {
  var status: UInt32
  var text: String
}

/// What holds now: a reload may bring another token.
final class AccessInForce: Sendable {
  private let access: Mutex<AccessConfiguration>

  init(_ access: AccessConfiguration) { self.access = Mutex(access) }

  var now: AccessConfiguration { access.withLock(\.self) }
  func adopt(_ new: AccessConfiguration) { access.withLock { $0 = new } }
}

/// Who may act: whoever knows the token, and whom a trusted proxy names. And what who asks may see.
struct AccessRules: Sendable {
  let access: AccessConfiguration
  /// Host names of ours, beside what the request calls us.
  let names: Set<String>

  private static let nameBytes = 128

  init(_ access: AccessConfiguration, names: [String]) {
    self.access = access
    self.names = Set(names.map { $0.lowercased() })
  }

  /// Who says so. Where a proxy says it, what the body says counts nothing.
  func author(of request: Request, named: String?) throws(AccessRefusal) -> String {
    try refuseOtherSites(request)
    if let user = try user(of: request) { return user }
    let words = request.value(of: "Authorization").map { $0.split(separator: " ") } ?? []
    guard let token = access.token, words.count == 2, words[0].lowercased() == "bearer", Self.isSame(words[1], token)
    else {
      throw AccessRefusal(
        status: 401, text: access.token == nil ? "nobody says who you are: come by the proxy" : "the token is not right"
      )
    }
    guard let named = named.flatMap(Self.name) else {
      throw AccessRefusal(status: 400, text: "by is missing: who says so, in 1 to \(Self.nameBytes) bytes?")
    }
    return named
  }

  /// Whose things who asks may see: all, unless the proxy has to say of which accounts.
  func scope(of request: Request) throws(AccessRefusal) -> AccountScope {
    guard let header = access.accountsHeader else { return .everything }
    guard let value = request.value(of: header) else {
      throw AccessRefusal(status: 403, text: "\(header) has to say once whose things may be seen: come by the proxy")
    }
    return .accounts(value.split(separator: ",").map { Self.unspaced($0) }.filter { !$0.isEmpty })
  }

  private static func unspaced(_ text: Substring) -> String {
    func isSpace(_ character: Character) -> Bool { character == " " || character == "\t" }
    let rest = text.drop(while: isSpace)
    return String(
      rest.prefix((rest.lastIndex { !isSpace($0) }.map { rest.distance(from: rest.startIndex, to: $0) + 1 }) ?? 0))
  }

  /// Whom the proxy names; nil where none does.
  func user(of request: Request) throws(AccessRefusal) -> String? {
    if let user = access.demoUser { return user }
    guard let header = access.userHeader else { return nil }
    let values = request.values(of: header)
    guard !values.isEmpty else { return nil }
    guard values.count == 1, let user = Self.name(values[0]) else {
      throw AccessRefusal(status: 401, text: "\(header) has to be there once, with a name")
    }
    return user
  }

  private static func name(_ text: String) -> String? {
    let isText = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    return text.utf8.count <= nameBytes && isText && !Words.folded(text).isEmpty ? text : nil
  }

  /// A page of somebody else cannot act in the name of who looks at it: its browser names it, and asks before it sends JSON, which is not
  /// answered. Programs name no origin.
  private func refuseOtherSites(_ request: Request) throws(AccessRefusal) {
    let isOurs = request.values(of: "Origin").allSatisfy { origin in
      guard let slashes = origin.firstRange(of: "://") else { return false }
      let place = origin[slashes.upperBound...].lowercased()
      let host = place.last == "]" ? place[...] : place.prefix { $0 != ":" }
      return place == request.value(of: "Host")?.lowercased() || names.contains(String(host))
    }
    let isSameSite = request.values(of: "Sec-Fetch-Site").allSatisfy { ["same-origin", "none"].contains($0) }
    guard isOurs, isSameSite else {
      throw AccessRefusal(status: 403, text: "this comes from a page of another site")
    }
    guard request.value(of: "Content-Type")?.lowercased().hasPrefix("application/json") ?? false else {
      throw AccessRefusal(status: 415, text: "Content-Type has to be application/json")
    }
  }

  /// In a time that says nothing of where they differ.
  private static func isSame(_ said: Substring, _ token: String) -> Bool {
    let (a, b) = (Array(said.utf8), Array(token.utf8))
    var difference: UInt8 = a.count == b.count ? 0 : 1
    for index in b.indices { difference |= b[index] ^ (index < a.count ? a[index] : 0) }
    return difference == 0
  }
}

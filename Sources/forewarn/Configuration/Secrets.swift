import Glibc

/// Puts `${credential:NAME}`, `${env:NAME}`, `${env:NAME:-default}` and `${file:PATH}` into string values. `$${` stands for
/// a literal `${`. Keys and structure are never touched, so no secret can add a setting.
struct SecretResolver: Sendable {
  /// The environment, as a function so that tests need none.
  var environment: @Sendable (String) -> String?

  static let process = SecretResolver(environment: { name in getenv(name).map { String(cString: $0) } })

  static let maximumBytes = 65_536

  func resolve(_ node: YAMLNode, _ findings: inout Findings) -> YAMLNode {
    var node = node
    switch node.content {
    case .scalar(let text, isPlain: _):
      guard text.contains("${") else { return node }
      do throws(Problem) {
        let (resolved, isSecret) = try resolve(text, at: node.position)
        node.content = .scalar(text: resolved, isPlain: false)
        node.isSecret = isSecret
      } catch {
        findings.add(error.message, at: error.position, kind: error.kind)
      }
    case .sequence(let items):
      node.content = .sequence(items.map { resolve($0, &findings) })
    case .mapping(let entries):
      node.content = .mapping(
        entries.map { YAMLNode.Entry(name: $0.name, position: $0.position, value: resolve($0.value, &findings)) })
    }
    return node
  }

  private func resolve(_ text: String, at position: SourcePosition) throws(Problem) -> (String, isSecret: Bool) {
    var result = ""
    var isSecret = false
    var rest = text[...]
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      rest = rest[dollar...]
      if rest.hasPrefix("$${") {
        result += "${"
        rest = rest.dropFirst(3)
      } else if rest.hasPrefix("${") {
        guard let end = rest.firstIndex(of: "}") else {
          throw Problem(position: position, message: "\"${\" without \"}\"; write $${ for a literal ${")
        }
        let reference = String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end])
        let (value, secret) = try self.value(of: reference, at: position)
        result += value
        isSecret = isSecret || secret
        rest = rest[rest.index(after: end)...]
      } else {
        result += "$"
        rest = rest.dropFirst()
      }
    }
    return (result + rest, isSecret)
  }

  private func value(of reference: String, at position: SourcePosition) throws(Problem) -> (String, isSecret: Bool) {
    guard let colon = reference.firstIndex(of: ":") else {
      throw Problem(
        position: position,
        message: "\"${\(reference)}\" names no source; write ${credential:NAME}, ${env:NAME} or ${file:PATH}")
    }
    let scheme = String(reference[..<colon])
    let name = String(reference[reference.index(after: colon)...])
    switch scheme {
    case "env": return (try variable(name, at: position), false)
    case "file":
      guard name.hasPrefix("/") else {
        throw Problem(position: position, message: "${file:\(name)} must be an absolute path")
      }
      return (try secretFile(name, at: position), true)
    case "credential":
      guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
        throw Problem(position: position, message: "\"\(name)\" is no name of a credential")
      }
      guard let folder = environment("CREDENTIALS_DIRECTORY") else {
        throw Problem(
          position: position,
          message:
            "${credential:\(name)}: CREDENTIALS_DIRECTORY is not set; systemd sets it when the unit has LoadCredential=\(name):PATH"
        )
      }
      return (try secretFile("\(folder)/\(name)", at: position), true)
    default:
      let hint = Suggestion.clause(for: scheme, in: ["credential", "env", "file"])
      throw Problem(position: position, message: "unknown source \"\(scheme)\" in \"${\(reference)}\"\(hint)")
    }
  }

  private func variable(_ reference: String, at position: SourcePosition) throws(Problem) -> String {
    var name = reference[...]
    var fallback: String?
    // "NAME:-default", as in a shell.
    if let colon = reference.firstIndex(of: ":"), reference[colon...].hasPrefix(":-") {
      name = reference[..<colon]
      fallback = String(reference[colon...].dropFirst(2))
    }
    guard let value = environment(String(name)) ?? fallback else {
      throw Problem(
        position: position, message: "environment variable \(name) is not set; set it or write ${env:\(name):-DEFAULT}")
    }
    return value
  }

  /// The rule of PostgreSQL's key files: nobody else may read it; a group may when root owns it.
  private func secretFile(_ path: String, at position: SourcePosition) throws(Problem) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Problem(
        kind: errno == EACCES ? .permission : .error, position: position, message: "\(path): \(systemMessage(errno))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw Problem(position: position, message: "\(path): \(systemMessage(errno))")
    }
    let forbidden: mode_t = status.st_uid == 0 ? 0o027 : 0o077
    guard status.st_mode & forbidden == 0 else {
      throw Problem(
        kind: .permission, position: position,
        message: "\(path) holds a secret and others may read or change it; chmod 0600 \(path)")
    }
    do throws(FileFailure) {
      var bytes = try FileBytes.read(descriptor, path: path, limit: Self.maximumBytes)
      guard bytes.count <= Self.maximumBytes else {
        throw FileFailure(path: path, code: 0, reason: "more than \(Self.maximumBytes) bytes are no secret")
      }
      if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
      if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
      guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
        throw FileFailure(path: path, code: 0, reason: "not UTF-8 text")
      }
      return text
    } catch {
      throw Problem(position: position, message: error.text)
    }
  }
}

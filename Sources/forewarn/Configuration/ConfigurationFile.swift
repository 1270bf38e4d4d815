import Glibc

/// A configuration that was read and found good, and what is unwise in it.
struct LoadedConfiguration: Sendable {
  var configuration: Configuration
  var warnings: [Problem]
}

/// Reads a configuration file: text → tree → overrides → secrets → values → checks across keys. All errors at once.
struct ConfigurationFile: Sendable {
  static let maximumBytes = 1 << 20

  var overrides: [Override] = []
  /// nil leaves `${…}` as it is: for checks on a machine that has no secrets.
  var secrets: SecretResolver? = .process

  func load(_ path: String) throws(ConfigurationFailure) -> LoadedConfiguration {
    let bytes = try Self.bytes(of: path, limit: Self.maximumBytes)
    var loaded = try read(bytes, source: path)
    if let file = loaded.configuration.customersFile, !file.hasPrefix("/"), let slash = path.lastIndex(of: "/") {
      loaded.configuration.customersFile = path[...slash] + file
    }
    return loaded
  }

  func read(_ bytes: [UInt8], source: String) throws(ConfigurationFailure) -> LoadedConfiguration {
    try read(Self.tree(of: bytes, source: source, limit: Self.maximumBytes), source: source)
  }

  func read(_ tree: YAMLNode, source: String) throws(ConfigurationFailure) -> LoadedConfiguration {
    var findings = Findings()
    var tree = tree
    for override in overrides {
      do throws(Problem) { try tree.apply(override.path[...], override.value) } catch {
        findings.add(error.message, at: error.position)
      }
    }
    warnOfPlainSecrets(in: tree, &findings)
    if let secrets { tree = secrets.resolve(tree, &findings) }
    var configuration = Configuration()
    ConfigurationKeys.table.read(tree, into: &configuration, &findings)
    ConfigurationChecks.check(configuration, source: source, &findings)
    try findings.throwErrors()
    return LoadedConfiguration(configuration: configuration, warnings: findings.sorted)
  }

  /// A password that stands in the file stands in its backups too.
  private func warnOfPlainSecrets(in tree: YAMLNode, _ findings: inout Findings) {
    guard case .mapping(let sections) = tree.content else { return }
    for section in sections {
      guard case .mapping(let keys) = section.value.content else { continue }
      for key in keys where Self.isPassword(key.name, in: section.name) {
        if case .scalar(let text, isPlain: _) = key.value.content, !key.value.isNull, !text.contains("${") {
          findings.add(
            "\(section.name).\(key.name) is written out here; ${credential:NAME} or ${file:PATH} keeps it elsewhere",
            at: key.position, kind: .warning)
        }
      }
    }
  }

  private static func isPassword(_ key: String, in section: String) -> Bool {
    switch section {
    case "kafka": KafkaProperties.isSensitive(key) && (key.contains("password") || key.contains("secret"))
    case "admin": key == "token"
    default: false
    }
  }

  static func bytes(of path: String, limit: Int) throws(ConfigurationFailure) -> [UInt8] {
    do throws(FileFailure) { return try FileBytes.read(path, limit: limit) } catch {
      throw ConfigurationFailure(problems: [
        Problem(
          kind: error.isPermission ? .permission : .error, position: SourcePosition(source: path),
          message: systemMessage(error.code))
      ])
    }
  }

  static func tree(of bytes: [UInt8], source: String, limit: Int) throws(ConfigurationFailure) -> YAMLNode {
    do throws(YAMLReader.Failure) { return try YAMLReader.read(bytes, source: source, limitBytes: limit) } catch {
      throw ConfigurationFailure(problems: [Problem(position: error.position, message: error.message)])
    }
  }
}

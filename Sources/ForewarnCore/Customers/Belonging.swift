/// Whose an event is, as far as the customer model knows: one entry for each instance that it would count for.
public struct Belonging: Sendable, Equatable {
  public var instance: String
  /// Nobody has named it in the customer model.
  public var isKnown: Bool
  public var environment: String
  public var accounts: [String]
  public var tier: String?
}

extension CustomerModel {
  /// The instance that an event names and those that its item serves; an item that is nobody's is an instance of its own.
  public func belongings(instance: String, ci: String) -> [Belonging] {
    var names = instance.isEmpty ? [] : [Name(asInEvents: instance)]
    if !ci.isEmpty {
      for other in instances(ofItem: Name(asInEvents: ci)) where !names.contains(other) { names.append(other) }
      if names.isEmpty { names = [Name(asInEvents: ci)] }
    }
    return names.map { name in
      let installation = installation(name)
      return Belonging(
        instance: name.text, isKnown: installation != nil, environment: installation?.environment ?? "",
        accounts: installation?.accounts.map(\.name) ?? [], tier: installation?.tier)
    }
  }

  /// Whether an alert of this severity opens a case of an instance at once.
  public func isImmediate(_ severity: Severity, of instance: String, _ settings: Settings) -> Bool {
    var directory = Directory(customers: self, settings)
    directory.know(instance: Name(instance))
    return directory.isImmediate(severity, of: 0)
  }
}

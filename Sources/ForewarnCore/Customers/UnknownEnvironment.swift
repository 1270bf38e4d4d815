/// Why nobody can say in which environment an instance is. It counts as production until told otherwise.
public enum UnknownEnvironment: String, CaseIterable, Sendable {
  case noCustomers = "no_customers"
  case unknownInstance = "unknown_instance"
  case notNamed = "environment_not_named"
}

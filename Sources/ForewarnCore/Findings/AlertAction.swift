/// What to do about alerts, by the domain that they are of.
enum AlertAction {
  static func text(_ f: Finding, on instance: String) -> String {
    switch f.domain {
    case .database:
      "Check connections, locks and replication of the databases behind \(instance) before users see slow pages."
    case .network:
      "Check the network path and the devices in front of \(instance); compare with other customers at the same site."
    case .capacity: "Check CPU, memory and disk of \(instance) and give it room before it runs out."
    case .application, .other, .response, .usage:
      "Look at \(f.subject) on \(instance) and decide whether the customer must be told."
    }
  }
}

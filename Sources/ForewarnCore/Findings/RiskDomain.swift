/// What part of an instance a finding speaks of: the domains of alerts, and what transactions show.
enum RiskDomain: UInt8, CaseIterable {
  case network, capacity, database, application, other
  case response, usage

  init(_ domain: Domain) { self = RiskDomain(rawValue: domain.rawValue) ?? .other }

  var name: String {
    switch self {
    case .network: "network"
    case .capacity: "capacity"
    case .database: "database"
    case .application: "application"
    case .other: "other"
    case .response: "response"
    case .usage: "usage"
    }
  }
}

extension RiskDomain: RowEnum {}

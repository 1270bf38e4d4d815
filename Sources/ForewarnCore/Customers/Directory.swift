/// Whose an instance is, by the ids of the statistics: what follows from names and the customer model, looked up once for each.
struct Directory {
  let customers: CustomerModel
  let limits: LimitSettings
  private let alerts: AlertSettings
  /// Whether alerts of the instance may meet an immediate rule; parallel to the instances of the statistics.
  private var takesImmediate: [Bool] = []
  /// Instances of each known configuration item, parallel to the items of the statistics.
  private var instancesOfItem: [[Int]] = []

  init(customers: CustomerModel, _ settings: Settings) {
    self.customers = customers
    limits = settings.limits
    alerts = settings.alerts
  }

  var instanceCount: Int { takesImmediate.count }

  mutating func know(instance: Name) {
    let environment = customers.installation(instance)?.environment
    takesImmediate.append(environment.map { alerts.immediateEnvironments.contains($0) } ?? false)
  }

  mutating func know(itemOf instances: [Int]) { instancesOfItem.append(instances) }

  mutating func forgetAll() {
    takesImmediate = []
    instancesOfItem = []
  }

  func instances(ofItem item: Int) -> [Int] { instancesOfItem[item] }

  @inline(__always)
  func isImmediate(_ severity: Severity, of instance: Int) -> Bool {
    severity >= alerts.immediateSeverity && takesImmediate[instance]
  }
}

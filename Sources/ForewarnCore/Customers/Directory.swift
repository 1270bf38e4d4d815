/// Whose an instance is: the customer model, and what follows from it by the ids of the statistics, looked up once for each.
struct Directory {
  /// What the environment of an instance means for its severe alerts.
  private enum Standing {
    case immediate
    /// Nobody says where it is: taken for production.
    case assumed(UnknownEnvironment)
    /// The customer model names an environment in which they wait.
    case waits
  }

  let customers: CustomerModel
  let limits: LimitSettings
  private let immediateSeverity: Severity
  private let immediateEnvironments: [FoldedWord]
  private let timeZone: TimeZoneSteps
  /// Parallel to the instances of the statistics.
  private var standings: [Standing] = []
  private var namedInstances: [Bool] = []
  /// Instances of each known configuration item, parallel to the items of the statistics.
  private var instancesOfItem: [[Int]] = []

  init(customers: CustomerModel, _ settings: Settings) {
    self.customers = customers
    limits = settings.limits
    immediateSeverity = settings.alerts.immediateSeverity
    timeZone = settings.customers.timeZone
    immediateEnvironments = settings.alerts.immediateEnvironments.compactMap { FoldedWord($0) }
  }

  var instanceCount: Int { standings.count }

  mutating func know(instance: Name) {
    standings.append(standing(of: instance))
    namedInstances.append(isInModel(instance))
  }

  private func standing(of instance: Name) -> Standing {
    // Without any environment the rule is off.
    if immediateEnvironments.isEmpty { return .waits }
    if customers.isEmpty { return .assumed(.noCustomers) }
    guard let installation = customers.installation(instance) else { return .assumed(.unknownInstance) }
    guard let environment = FoldedWord(installation.environment) else { return .waits }
    if environment.isEmpty { return .assumed(.notNamed) }
    return immediateEnvironments.contains(environment) ? .immediate : .waits
  }

  /// Whose hours an instance lives by.
  func timeZone(of instance: Name) -> TimeZoneSteps { customers.installation(instance)?.timeZone ?? timeZone }

  // MARK: Room for names

  /// Whether the customer model names an instance. Without a model nobody knows anybody.
  func isInModel(_ instance: Int) -> Bool { namedInstances[instance] }

  private func isInModel(_ instance: Name) -> Bool { customers.installation(instance) != nil }

  /// How many instances there may be before this one. Those that the customer model does not name leave a part to those that it does.
  func room(forInstance name: Name) -> Int {
    customers.isEmpty || isInModel(name) ? limits.instances : Room.forStrangers(of: limits.instances)
  }

  /// How many series there may be before another one of this instance.
  func room(forSeriesOf instance: Int) -> Int {
    customers.isEmpty || isInModel(instance) ? limits.series : Room.forStrangers(of: limits.series)
  }

  /// Whether an environment is one of those whose severe alerts do not wait.
  func isImmediate(environment: String) -> Bool {
    FoldedWord(environment).map(immediateEnvironments.contains) ?? false
  }

  mutating func know(itemOf instances: [Int]) { instancesOfItem.append(instances) }

  mutating func forgetAll() {
    standings = []
    namedInstances = []
    instancesOfItem = []
  }

  func instances(ofItem item: Int) -> [Int] { instancesOfItem[item] }

  @inline(__always)
  func isImmediate(_ severity: Severity, of instance: Int) -> Bool {
    guard severity >= immediateSeverity else { return false }
    if case .waits = standings[instance] { return false }
    return true
  }

  /// Whether it may be production: nobody says otherwise.
  func isProduction(_ instance: Int) -> Bool {
    if case .waits = standings[instance] { immediateEnvironments.isEmpty } else { true }
  }

  /// Why an instance is taken for production; nil when the customer model names its environment.
  func unknownEnvironment(of instance: Int) -> UnknownEnvironment? {
    guard case .assumed(let reason) = standings[instance] else { return nil }
    return reason
  }
}

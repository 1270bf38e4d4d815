/// Puts what was decided into words and bytes: pure functions of a change, the customer model and the settings.
struct Teller {
  let settings: Settings

  func output(of health: InstanceHealth, _ customers: CustomerModel) -> Output {
    HealthRecord(health, customers.installation(health.instance), customers, settings).output
  }

  struct Told {
    var output: Output
    /// Texts that were left out because they name another customer.
    var textsWithheld: Int64 = 0
  }

  /// `picture`: of what leads the case, where its minutes are kept.
  func tell(_ outcome: CaseOutcome, _ directory: Directory, _ picture: LeadPicture? = nil) -> Told {
    switch outcome {
    case .forgotten(let key): Told(output: Output(role: .cases, key: key.bytes, value: nil, headers: []))
    case .changed(let change):
      change.key.kind == .major ? major(change, directory) : single(change, directory.customers, picture)
    }
  }

  private func single(_ change: CaseChange, _ customers: CustomerModel, _ picture: LeadPicture?) -> Told {
    let installation = customers.installation(
      change.key.instance, touchedBy: change.episode.items)
    var privacy = Privacy(change.key.instance, installation, customers.names)
    var event = CaseEvent(
      change: privacy.cleaned(change), installation: installation, customers: customers, settings: settings,
      picture: picture)
    event.toldItems = change.before.map { toldItems($0, of: change.key.instance, customers) } ?? []
    return Told(output: event.output(), textsWithheld: privacy.textsWithheld)
  }

  /// The install base items that the event before showed: to its readers, who need not be those of this one.
  private func toldItems(_ before: Episode, of instance: Name, _ customers: CustomerModel) -> [String] {
    let installation = customers.installation(instance, touchedBy: before.items)
    var privacy = Privacy(instance, installation, customers.names)
    var told = before
    privacy.clean(&told)
    return AffectedItem.of(told, installation, customers).compactMap(\.id)
  }

  /// It is for those who mend what the customers share: their own cases are told to the customers.
  private func major(_ change: CaseChange, _ directory: Directory) -> Told {
    let installation = directory.customers.shared(
      change.key.instance, by: change.episode.members.map(\.instance),
      isProduction: directory.isImmediate(environment:))
    var event = CaseEvent(
      change: change, installation: installation, customers: directory.customers, settings: settings)
    event.toldItems =
      change.before.map { AffectedItem.of($0, installation, directory.customers).compactMap(\.id) } ?? []
    return Told(output: event.output())
  }
}

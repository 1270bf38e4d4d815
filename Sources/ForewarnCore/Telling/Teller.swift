/// Puts what was decided into words and bytes: pure functions of a change, the customer model and the settings.
struct Teller {
  let settings: Settings

  func output(of health: InstanceHealth, _ customers: CustomerModel) -> Output {
    HealthRecord(health, customers.installation(health.instance), customers, settings).output
  }

  func output(of outcome: CaseOutcome, _ customers: CustomerModel) -> Output {
    switch outcome {
    case .forgotten(let key): Output(role: .cases, key: key.bytes, value: nil, headers: [])
    case .changed(let change):
      CaseEvent(
        change: change, installation: customers.installation(change.key.instance), customers: customers,
        settings: settings
      ).output()
    }
  }
}

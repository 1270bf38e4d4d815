/// Why an opening was kept back. The raw value names the reason in metrics.
public enum Suppression: String, CaseIterable, Sendable {
  case openCasesLimit = "open_cases_limit"
  case silence, maintenance
  /// A person has closed the case, and what it was about was not over since.
  case closedByPerson = "closed_by_person"
  /// The customer has had as many early warnings as `cases.per_customer_month` allows.
  case budget
}

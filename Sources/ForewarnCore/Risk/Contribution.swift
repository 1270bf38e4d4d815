/// A domain's part of the risk, in whole per mille.
struct Contribution: RowValue, Equatable {
  /// nil: the risk that is there without any finding.
  var domain: RiskDomain?
  var permille: Int

  init() { self.init(domain: nil, permille: 0) }

  init(domain: RiskDomain?, permille: Int) {
    self.domain = domain
    self.permille = permille
  }

  var name: String { domain?.name ?? "base" }

  mutating func code<C: RowCoder>(with coder: inout C) {
    coder.field(1, &domain)
    coder.field(2, &permille)
  }
}

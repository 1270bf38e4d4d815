/// Whose something has to be: an account's alone, and under an offering. Nothing is asked of what is nil.
struct AccountMatch {
  var account: Name?
  var offering: Name?

  /// `installation` is looked up only where it is asked about; what the customer model does not know is nobody's.
  func covers(_ installation: @autoclosure () -> CustomerModel.Installation?) -> Bool {
    guard account != nil || offering != nil else { return true }
    guard let installation = installation() else { return false }
    if let account {
      // What is others' too is not only theirs.
      let accounts = installation.accounts
      guard !accounts.isEmpty, accounts.allSatisfy({ Name($0.id) == account }) else { return false }
    }
    if let offering {
      guard let tier = installation.tier, Words.folded(tier) == Words.folded(offering.text) else { return false }
    }
    return true
  }
}

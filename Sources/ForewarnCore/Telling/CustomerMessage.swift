/// What may be written to the customer of a case, in the customer's language: what is wrong for those who use the installation, since when,
/// and what became of it. Nothing of how it was found: no host, no alert, no transaction, nobody's name.
struct CustomerMessage: Equatable {
  var title: String
  var text: String
  var language: Language

  /// nil where the model knows nobody to write to. A major case is for those who mend; its customers hear of their own.
  init?(_ change: CaseChange, _ installation: CustomerModel.Installation?, _ names: CustomerNames) {
    guard change.key.kind != .major, let account = installation?.accounts.first, let trouble = MessageTrouble(change)
    else { return nil }
    language = account.language
    let words: any MessageWords.Type =
      switch language {
      case .english: EnglishMessage.self
      case .german: GermanMessage.self
      }
    let readers = Set((installation?.accounts ?? []).map(\.id))
    var subject = Self.subject(change, installation)
    if names.tellsOfOthers(subject.words.joined(separator: " "), about: change.key.instance, to: readers) {
      subject = MessageSubject()
    }
    assert(
      !names.tellsOfOthers(subject.words.joined(separator: " "), about: change.key.instance, to: readers),
      "a message names nobody else")
    title = words.title(trouble, subject)
    text = words.text(trouble, subject)
  }

  /// By the names that the one customer of the case has for it; what several share has none that is known to be theirs.
  private static func subject(
    _ change: CaseChange, _ installation: CustomerModel.Installation?
  ) -> MessageSubject {
    guard let installation, installation.accounts.count == 1, let account = installation.accounts.first else {
      return MessageSubject()
    }
    let products = Set(installation.items.filter { $0.account == account.id }.compactMap(\.product))
    return MessageSubject(
      product: products.count == 1 ? products.first : nil, instance: change.key.instance.text)
  }
}

/// What a message is about, as far as its reader knows it.
struct MessageSubject {
  var product: String?
  var instance: String?

  var words: [String] { [product, instance].compactMap { $0 } }
}

/// Puts a message into words of a language.
protocol MessageWords {
  static func title(_ trouble: MessageTrouble, _ subject: MessageSubject) -> String
  static func text(_ trouble: MessageTrouble, _ subject: MessageSubject) -> String
}

/// What an operator changes while the engine runs: each a decision step, so that no pane is decided half by one and half by the other.
extension Engine {
  /// Another customer model, from the install-base topic or a file that was read again.
  public mutating func adopt(_ customers: CustomerModel) {
    precondition(teaching == nil, "only a running engine decides")
    decide(.customers(customers))
  }

  /// Other thresholds. What time and memory rest on stays.
  public mutating func adopt(_ settings: Settings) {
    precondition(teaching == nil, "only a running engine decides")
    precondition(
      settings.time == self.settings.time && settings.limits == self.settings.limits
        && settings.source == self.settings.source, "what a running engine rests on does not change")
    decide(.settings(settings))
  }

  mutating func change(_ customers: CustomerModel, _ settings: Settings) {
    self.settings = settings
    teller = Teller(settings: settings)
    book.cases.wakeOpen()
    directory = Directory(customers: customers, settings)
    introduceAgain()
    sharedItems = SharedItems()
    sharedOfferings = SharedItems()
    noteSharedItems()
    assert(directory.instanceCount == statistics.instances.count, "the directory knows every instance")
  }
}

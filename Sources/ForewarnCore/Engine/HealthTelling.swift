/// `instance-health`: at the end of a pane, the records of the instances of which there is something to tell. One for an instance at
/// most, and so many in all; what has to wait is written down in the book.
extension Engine {
  /// An instance learns while it was heard of within so many panes.
  private static var learningPanes: Pane { 60 }

  /// An instance to be told of, and why.
  private struct Turn {
    var place: Int
    var health: InstanceHealth
    /// Other than what was told before; else it is a first word or the word of the day.
    var isNews: Bool
    var since: Pane
  }

  mutating func tellHealth(at pane: Pane, judged keys: [SituationKey]) {
    var turns: [Turn] = []
    let touched = touchedPlaces(at: pane)
    let judged = judgedPlaces(keys, at: pane)
    for place in touched.union(judged).sorted() {
      if let turn = reviewHealth(place, isTouched: touched.contains(place), at: pane) { turns.append(turn) }
    }
    turns.sort { a, b in
      if a.isNews != b.isNews { return a.isNews }
      return a.since != b.since ? a.since < b.since : a.health.instance < b.health.instance
    }
    for turn in turns.prefix(Limits.healthRecordsPerPane) { tell(turn, at: pane) }
    for turn in turns.dropFirst(Limits.healthRecordsPerPane) {
      var told = book.health.told(turn.place)
      told.owedSince = turn.since
      told.learnsUntil = turn.health.learnsUntil
      book.health.update(turn.place, told, at: pane)
      counters.healthDeferred += 1
    }
  }

  /// Those whose time has come, those that the pane had alerts of, and whoever is new.
  private mutating func touchedPlaces(at pane: Pane) -> Set<Int> {
    var places = Set(book.health.takeDue(at: pane))
    for signal in closed.signals where book.health.place(ofInstance: signal.instance) == nil {
      if let place = place(ofInstance: signal.instance, at: pane) { places.insert(place) }
    }
    for instance in closed.loaded where book.health.place(ofInstance: Int(instance)) == nil {
      if let place = place(ofInstance: Int(instance), at: pane) { places.insert(place) }
    }
    for instance in closed.alerted {
      if let place = place(ofInstance: Int(instance), at: pane) { places.insert(place) }
    }
    return places
  }

  /// Those of which a situation was looked at.
  private mutating func judgedPlaces(_ keys: [SituationKey], at pane: Pane) -> Set<Int> {
    var places: Set<Int> = []
    for key in keys {
      let place =
        book.health.place(of: key.instance)
        ?? addHealth(of: key.instance, instance: book.cases.instance(of: key), at: pane)
      if let place { places.insert(place) }
    }
    return places
  }

  private mutating func place(ofInstance instance: Int, at pane: Pane) -> Int? {
    book.health.place(ofInstance: instance)
      ?? addHealth(of: statistics.name(ofInstance: instance), instance: instance, at: pane)
  }

  private mutating func addHealth(of name: Name, instance: Int?, at pane: Pane) -> Int? {
    // Statistics that were lost may have known others: they leave when they were silent for long, and make room.
    guard book.health.count < settings.limits.instances else { return nil }
    return book.health.add(name, instance: instance, at: pane)
  }

  /// Whether a record is due; if not, when the next one is. A restart looks at every situation again: of an instance that the pane did not
  /// touch, only what the cases say is asked, which does not change while they rest.
  private mutating func reviewHealth(_ place: Int, isTouched: Bool, at pane: Pane) -> Turn? {
    var told = book.health.told(place)
    let health = health(place, at: pane)
    let isDaily = book.health.isDaily(place, at: pane)
    let heard = max(told.heardPane, health.heardPane)
    if isDaily, !hasSituation(health.instance), Int64(pane) - Int64(heard) > Int64(HealthBook.silentPanes) {
      book.health.remove(place)
      return nil
    }
    let isNews =
      told.gist.map {
        health.gist.isNewsOfCases(to: $0, isAtRest: health.isAtRest)
          || isTouched && health.gist.isNewsOfStatistics(to: $0)
      } ?? false
    guard isNews || isDaily || told.owedSince != nil else {
      if let until = told.learnsUntil, until <= pane {
        // Where nothing comes nothing is learned: then the word of the day says so.
        told.learnsUntil = heard > pane - Self.learningPanes ? health.learnsUntil : nil
      }
      book.health.update(place, told, at: pane)
      return nil
    }
    return Turn(place: place, health: health, isNews: isNews, since: told.owedSince ?? pane)
  }

  private func hasSituation(_ instance: Name) -> Bool {
    CaseKind.ofInstances.contains { book.cases.situation(SituationKey(instance, $0)) != nil }
  }

  private mutating func tell(_ turn: Turn, at pane: Pane) {
    var health = turn.health
    if let instance = book.health.instance(turn.place) {
      health.transactions = statistics.followedTransactions(of: instance)
      health.signals = statistics.signalStandings(of: instance, settings)
    }
    emit(teller.output(of: health, directory.customers))
    let told = ToldHealth(
      gist: health.gist, heardPane: max(health.heardPane, book.health.told(turn.place).heardPane),
      learnsUntil: health.learnsUntil)
    book.health.update(turn.place, told, at: pane)
  }

  /// How an instance is at the end of a pane, but for its transactions and signals.
  private func health(_ place: Int, at pane: Pane) -> InstanceHealth {
    let name = book.health.name(place)
    let kinds = CaseKind.ofInstances.map { kind in
      let situation = book.cases.situation(SituationKey(name, kind))
      return InstanceHealth.Kind(
        kind: kind, findings: situation?.findings ?? [], episode: situation?.openEpisode)
    }
    let risk = RiskModel.assess(kinds.flatMap(\.findings), at: pane, settings.risk)
    guard let instance = book.health.instance(place) else {
      return InstanceHealth(
        instance: name, pane: pane, kinds: kinds, risk: risk, firing: FiringAlerts(), learning: Learning.everything,
        heardPane: .min)
    }
    let firing = statistics.firingAlerts(of: instance, at: pane, settings.alerts)
    return InstanceHealth(
      instance: name, pane: pane, kinds: kinds, risk: risk, firing: firing,
      learning: statistics.learning(of: instance, at: pane, settings),
      heardPane: max(firing.heardPane, statistics.lastDataPane(of: instance)))
  }
}

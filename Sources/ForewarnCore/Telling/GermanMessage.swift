/// Names stand behind „bei“ and „von“, in the dative.
enum GermanMessage: MessageWords {
  static func title(_ trouble: MessageTrouble, _ subject: MessageSubject) -> String {
    let name = name(subject)
    let about =
      switch trouble.kind {
      case .slow: "Langsame Antworten bei \(name)"
      case .slowing: "Steigende Antwortzeiten bei \(name)"
      case .failing: "Fehlgeschlagene Anfragen bei \(name)"
      case .unused: "Ungewöhnlich geringe Nutzung bei \(name)"
      case .busy: "Ungewöhnlich starke Nutzung bei \(name)"
      case .measured(let area, _): "Ungewöhnliche Messwerte bei \(name)\(self.area(area, ": "))"
      case .reported(let area, _): "Meldung unserer Überwachung zu \(name)\(self.area(area, ": "))"
      }
    return switch trouble.state {
    case .goesOn: about
    case .over: "Beendet: \(about)"
    case .unconfirmed: "Ende nicht bestätigt: \(about)"
    case .lasting: "Frage: \(about)"
    case .closed: "Geschlossen: \(about)"
    }
  }

  static func text(_ trouble: MessageTrouble, _ subject: MessageSubject) -> String {
    let name = name(subject)
    let fact =
      switch trouble.kind {
      case .slow(let times):
        "Um \(trouble.noticed) haben wir bemerkt, dass Teile von \(name) langsamer antworteten als üblich: bis zu \(comma(Words.times(times)))-mal so lang."
      case .slowing:
        "Um \(trouble.noticed) haben wir bemerkt, dass die Antwortzeiten bei \(name) stiegen. Womöglich ist davon noch nichts zu spüren."
      case .failing(let share, let ofAll):
        "Um \(trouble.noticed) haben wir bemerkt, dass bei \(name) Anfragen fehlschlugen: bis zu \(comma(Words.percent(share))) \(ofAll ? "von allen" : "derer an eine Funktion")."
      case .unused(let requests, let usual):
        "Um \(trouble.noticed) haben wir bemerkt, dass bei \(name) viel weniger Anfragen ankamen als üblich: bis hinab zu \(comma(Words.count(requests))) statt \(comma(Words.count(usual))) in der Minute."
      case .busy(let requests, let usual):
        "Um \(trouble.noticed) haben wir bemerkt, dass bei \(name) viel mehr Anfragen ankamen als üblich: bis hinauf zu \(comma(Words.count(requests))) statt \(comma(Words.count(usual))) in der Minute."
      case .measured(let area, let limit):
        "Um \(trouble.noticed) haben wir bemerkt, dass ein Wert, den wir bei \(name) beobachten\(self.area(area, ", Bereich ")), \(measured(limit)). Womöglich haben Sie davon nichts bemerkt."
      case .reported(let area, let isCritical):
        "Um \(trouble.noticed) hat unsere Überwachung ein \(isCritical ? "kritisches " : "")Problem bei \(name) gemeldet\(self.area(area, ", Bereich ")). Womöglich haben Sie davon nichts bemerkt."
      }
    return "\(fact) \(ending(trouble))"
  }

  private static func measured(_ limit: MessageTrouble.Limit) -> String {
    switch limit {
    case .none: "nicht so war wie üblich"
    case .near: "auf eine Grenze zulief"
    case .reached: "eine Grenze erreicht hatte"
    }
  }

  private static func ending(_ trouble: MessageTrouble) -> String {
    switch trouble.state {
    case .over(let end): return "Seit \(end) ist es vorbei."
    case .unconfirmed(let end):
      return "Seit \(end) haben wir nichts mehr davon gehört; dass es vorbei ist, ist nicht bestätigt."
    case .lasting: return "Seitdem ist es so geblieben. Ist das so gewollt? Bitte geben Sie uns Bescheid."
    case .closed(let moment): return "Unser Support hat den Vorgang um \(moment) geschlossen."
    case .goesOn: break
    }
    switch trouble.kind {
    case .unused, .busy:
      return "Ist das geplant, so ist nichts zu tun; andernfalls geben Sie uns bitte Bescheid."
    case .slow, .slowing, .failing, .measured, .reported: return "Unser Support ist informiert."
    }
  }

  private static func name(_ subject: MessageSubject) -> String {
    switch (subject.product, subject.instance) {
    case (let product?, let instance?): "\(product) (\(instance))"
    case (let product?, nil): product
    case (nil, let instance?): "Ihrer Installation \(instance)"
    case (nil, nil): "Ihrem Dienst"
    }
  }

  private static func area(_ area: RiskDomain, _ before: String) -> String {
    switch area {
    case .network: "\(before)Netzwerk"
    case .capacity: "\(before)Kapazität"
    case .database: "\(before)Datenbank"
    case .application, .other, .response, .usage: ""
    }
  }

  private static func comma(_ number: String) -> String { String(number.map { $0 == "." ? "," : $0 }) }
}

enum EnglishMessage: MessageWords {
  static func title(_ trouble: MessageTrouble, _ subject: MessageSubject) -> String {
    let name = name(subject)
    let about =
      switch trouble.kind {
      case .slow: "Slow responses of \(name)"
      case .slowing: "Growing response times of \(name)"
      case .failing: "Failing requests to \(name)"
      case .unused: "Unusually little use of \(name)"
      case .busy: "Unusually much use of \(name)"
      case .measured(let area, _): "Unusual measurements of \(self.area(area, of: name))"
      case .reported(let area, _): "Alert about \(self.area(area, of: name))"
      }
    return switch trouble.state {
    case .goesOn: about
    case .over: "Over: \(about)"
    case .unconfirmed: "Not confirmed as over: \(about)"
    case .lasting: "Question: \(about)"
    case .closed: "Closed: \(about)"
    }
  }

  static func text(_ trouble: MessageTrouble, _ subject: MessageSubject) -> String {
    let name = name(subject)
    let fact =
      switch trouble.kind {
      case .slow(let times):
        "At \(trouble.noticed) we noticed that parts of \(name) answered more slowly than usual: up to \(Words.times(times)) times as long."
      case .slowing:
        "At \(trouble.noticed) we noticed that response times of \(name) were growing. There may be nothing to feel of it yet."
      case .failing(let share, let ofAll):
        "At \(trouble.noticed) we noticed that requests to \(name) failed: up to \(Words.percent(share)) of \(ofAll ? "all" : "those to one function")."
      case .unused(let requests, let usual):
        "At \(trouble.noticed) we noticed that \(name) was used far less than usual: down to \(Words.count(requests)) requests a minute instead of \(Words.count(usual))."
      case .busy(let requests, let usual):
        "At \(trouble.noticed) we noticed that \(name) was used far more than usual: up to \(Words.count(requests)) requests a minute instead of \(Words.count(usual))."
      case .measured(let area, let limit):
        "At \(trouble.noticed) we noticed that a value that we watch for \(self.area(area, of: name)) \(measured(limit)). You may not have noticed anything of it."
      case .reported(let area, let isCritical):
        "At \(trouble.noticed) our monitoring reported a \(isCritical ? "critical " : "")problem with \(self.area(area, of: name)). You may not have noticed anything of it."
      }
    return "\(fact) \(ending(trouble))"
  }

  private static func measured(_ limit: MessageTrouble.Limit) -> String {
    switch limit {
    case .none: "was not what it usually is"
    case .near: "was on its way to a limit"
    case .reached: "had reached a limit"
    }
  }

  private static func ending(_ trouble: MessageTrouble) -> String {
    switch trouble.state {
    case .over(let end): return "It has been over since \(end)."
    case .unconfirmed(let end):
      return "We have heard nothing of it since \(end); that it is over has not been confirmed."
    case .lasting: return "It has stayed like this since. Is this how it should be? Please tell us."
    case .closed(let moment): return "Our support closed the case at \(moment)."
    case .goesOn: break
    }
    switch trouble.kind {
    case .unused, .busy: return "If this is planned, there is nothing to do; if not, please tell us."
    case .slow, .slowing, .failing, .measured, .reported: return "Our support team has been informed."
    }
  }

  private static func name(_ subject: MessageSubject) -> String {
    switch (subject.product, subject.instance) {
    case (let product?, let instance?): "\(product) (\(instance))"
    case (let product?, nil): product
    case (nil, let instance?): "your installation \(instance)"
    case (nil, nil): "your service"
    }
  }

  private static func area(_ area: RiskDomain, of name: String) -> String {
    switch area {
    case .network: "the network of \(name)"
    case .capacity: "the capacity of \(name)"
    case .database: "the database of \(name)"
    case .application, .other, .response, .usage: name
    }
  }
}

import ForewarnCore

// What `FuzzTests` and `deploy/fuzz` decode by.
extension DecoderSettings {
  /// All that a map can say.
  static let fuzzedMap: DecoderSettings = {
    var settings = DecoderSettings(kind: .transactions)
    settings.each = "/a/*/b"
    settings.labels = ["/tags", "/labels", "$/alerts"]
    settings.timeZone = TimeZoneSteps(
      name: "x", steps: [.init(from: 0, offset: 3_600), .init(from: 1_000, offset: 7_200)])
    settings.fields = [
      "time": "/at", "transaction": FieldSource(.template("{t} {/p}")), "duration": "/d", "ci": FieldSource(.key),
      "error": FieldSource(.pointers(["/e", "/labels/x"]), atLeast: 500, values: ["x": "true", "*": "false"]),
      "instance": FieldSource(.pointers(["$/who", "/tags/customer"]), fallback: "none"),
    ]
    return settings
  }()

  static let fuzzedSignals: DecoderSettings = {
    var settings = DecoderSettings(kind: .signals)
    settings.signalAttributes = ["http.route", "n"]
    return settings
  }()
}

import ForewarnCore

/// The configuration file, and the customers file, as a JSON Schema (2020-12), for editors and other checkers.
enum ConfigurationSchema {
  static let text = text(
    of: ConfigurationKeys.table, Configuration(), "urn:forewarn:configuration:1", title: "Forewarn configuration")
  static let ofCustomers = text(
    of: CustomersFile.table, CustomersFile.Contents(), "urn:forewarn:customers:1", title: "Forewarn customers")

  private static func text<Root>(
    of table: KeyTable<Root>, _ defaults: Root, _ identifier: String, title: String
  ) -> String {
    var json = JSONWriter(isIndented: true)
    json.object { json in
      json.string("$schema", "https://json-schema.org/draft/2020-12/schema")
      json.string("$id", identifier)
      json.string("title", title)
      section(
        "", table.keys.map(\.description), sections: table.sections,
        defaults: { path in table.keys.first { $0.path == path }.map { $0.shown(defaults) } }, to: &json)
    }
    return json.text
  }

  private static func section(
    _ path: String, _ keys: [KeyDescription], sections: [String: String], defaults: (String) -> ShownValue?,
    to json: inout JSONWriter
  ) {
    if let documentation = sections[path] { json.string("description", documentation) }
    if path.isEmpty { json.string("type", "object") } else { json.strings("type", ["object", "null"]) }
    var required: [String] = []
    json.object("properties") { json in
      var last = ""
      for key in keys where path.isEmpty || key.path.hasPrefix(path + ".") {
        let rest = key.path.dropFirst(path.isEmpty ? 0 : path.count + 1)
        let name = String(rest.prefix { $0 != "." })
        if key.isRequired, !required.contains(name) { required.append(name) }
        if last == name { continue }
        last = name
        json.object(name) { json in
          if rest.contains(".") {
            section(path.isEmpty ? name : "\(path).\(name)", keys, sections: sections, defaults: defaults, to: &json)
          } else {
            value(of: key, defaultValue: defaults(key.path), to: &json)
          }
        }
      }
    }
    if !required.isEmpty { json.strings("required", required) }
    json.bool("additionalProperties", false)
  }

  private static func value(of key: KeyDescription, defaultValue: ShownValue?, to json: inout JSONWriter) {
    if !key.documentation.isEmpty {
      json.string("description", key.documentation + (key.unit.map { " Unit: \($0)." } ?? ""))
    }
    switch key.value {
    case .integer(let range):
      bounds("integer", of: key, .integer(range.lowerBound), .integer(range.upperBound), to: &json)
    case .number(let range): bounds("number", of: key, .number(range.lowerBound), .number(range.upperBound), to: &json)
    case .text(let rule):
      type("string", of: key, to: &json)
      text(rule, to: &json)
    case .choice(let names):
      if key.isNullable {
        json.array("enum") { json in
          for name in names { json.string(nil, name) }
          json.null(nil)
        }
      } else {
        json.strings("enum", names)
      }
    case .texts:
      type("array", of: key, to: &json)
      json.object("items") { $0.string("type", "string") }
    case .table(let names, let rule):
      type("object", of: key, to: &json)
      table(names, rule, to: &json)
    case .mapping(let names, let isWhole, let value):
      type("object", of: key, to: &json)
      mapping(names, value, to: &json)
      if isWhole, let names { json.strings("required", names) }
    case .fields(let names):
      type("object", of: key, to: &json)
      FieldKeys.writeSchema(names, to: &json)
    case .words(let meanings):
      type("object", of: key, to: &json)
      json.object("additionalProperties") { $0.strings("enum", meanings) }
    case .rows(let keys):
      type("array", of: key, to: &json)
      if key.isRequired { json.integer("minItems", 1) }
      json.object("items") { section("", keys, sections: [:], defaults: { _ in nil }, to: &$0) }
    }
    if !key.isRequired, let defaultValue { defaultValue.write("default", to: &json) }
  }

  private static func type(_ name: String, of key: KeyDescription, to json: inout JSONWriter) {
    let isDuration = DurationSetting.micros(ofUnit: key.unit) != nil
    let names = [name] + (isDuration ? ["string"] : []) + (key.isNullable ? ["null"] : [])
    if names.count > 1 { json.strings("type", names) } else { json.string("type", name) }
    if isDuration { json.string("pattern", DurationSetting.pattern) }
  }

  private static func bounds(
    _ name: String, of key: KeyDescription, _ minimum: ShownValue, _ maximum: ShownValue, to json: inout JSONWriter
  ) {
    type(name, of: key, to: &json)
    minimum.write("minimum", to: &json)
    maximum.write("maximum", to: &json)
  }

  private static func table(_ names: [String]?, _ rule: TextRule, to json: inout JSONWriter) {
    guard let names else {
      // YAML writes `linger.ms: 5` as a number; librdkafka gets its text.
      json.object("additionalProperties") { $0.strings("type", ["string", "number", "boolean"]) }
      return
    }
    json.object("properties") { json in
      for name in names {
        json.object(name) { json in
          json.string("type", "string")
          text(rule, to: &json)
        }
      }
    }
    json.bool("additionalProperties", false)
  }

  private static func mapping(_ names: [String]?, _ value: ValueDescription, to json: inout JSONWriter) {
    func element(_ name: String, _ json: inout JSONWriter) {
      let key = KeyDescription(path: name, value: value, documentation: "")
      json.object(name) { Self.value(of: key, defaultValue: nil, to: &$0) }
    }
    guard let names else { return element("additionalProperties", &json) }
    json.object("properties") { for name in names { element(name, &$0) } }
    json.bool("additionalProperties", false)
  }

  static func text(_ rule: TextRule, to json: inout JSONWriter) {
    if let pattern = rule.pattern { json.string("pattern", pattern) } else { json.integer("minLength", 1) }
  }
}

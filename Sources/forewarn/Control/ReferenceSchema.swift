import ForewarnCore

/// Records of the topics that are read beside the inputs as JSON Schemas (2020-12), from the fields of their kinds.
/// `deploy/contracts/control.v1.schema.json` and `install-base.v1.schema.json` are these texts.
enum ReferenceSchema {
  private struct Form {
    var kind: String
    var summary: String?
    var fields: [RecordField]
  }

  static var control: String {
    text(
      "urn:forewarn:control:1", "Forewarn control record",
      "One record on the control topic: what a person says. It is applied once, and what became of it is on the audit topic. Members that a kind does not know are ignored.",
      ControlKinds.described.map {
        Form(kind: $0.name, summary: $0.summary, fields: ControlFields.common + $0.fields)
      })
  }

  static var installBase: String {
    text(
      "urn:forewarn:install-base:1", "Forewarn install base record",
      "One record on the install-base topic, which is compacted: a row of the customer model, under a key of its own; a tombstone takes it away. Rows of the topic come before those of the customers file. Members that a kind does not know are ignored.",
      InstallBaseTable.forms.map { Form(kind: $0.kind, fields: $0.fields) })
  }

  private static func text(
    _ identifier: String, _ title: String, _ description: String, _ forms: [Form]
  ) -> String {
    var json = JSONWriter(isIndented: true)
    json.object { json in
      json.string("$schema", "https://json-schema.org/draft/2020-12/schema")
      json.string("$id", identifier)
      json.string("title", title)
      json.string("description", description)
      json.array("oneOf") { json in
        for form in forms { json.object { schema(of: form, to: &$0) } }
      }
    }
    return json.text
  }

  private static func schema(of form: Form, to json: inout JSONWriter) {
    json.string("title", form.kind)
    if let summary = form.summary { json.string("description", summary) }
    json.string("type", "object")
    json.object("properties") { json in
      json.object("kind") { $0.string("const", form.kind) }
      for field in form.fields { json.object(field.name) { value(of: field, to: &$0) } }
    }
    json.strings("required", ["kind"] + form.fields.filter(\.isRequired).map(\.name))
  }

  private static func value(of field: RecordField, to json: inout JSONWriter) {
    json.string("description", field.documentation)
    switch field.value {
    case .text: text(to: &json)
    case .time:
      json.string("type", "string")
      json.string("format", "date-time")
    case .choice(let words): json.strings("enum", words)
    case .texts:
      json.string("type", "array")
      json.integer("maxItems", Int64(Limits.referenceItems))
      json.object("items") { text(to: &$0) }
    }
  }

  private static func text(to json: inout JSONWriter) {
    json.string("type", "string")
    json.integer("minLength", 1)
  }
}

/// Prints a schema.
enum ControlSchemaCommand: Command {
  static let description = CommandDescription(
    words: ["ctl", "schema"], summary: "Prints the JSON Schema of control records, or of install base records.",
    options: [
      OptionDescription(
        spelling: "--of", value: .choice(["control", "install-base"]), documentation: "Whose; default: control.")
    ])

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    console.print(arguments["--of"] == "install-base" ? ReferenceSchema.installBase : ReferenceSchema.control)
    return .done
  }
}

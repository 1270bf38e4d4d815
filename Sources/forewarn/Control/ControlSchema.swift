import ForewarnCore

/// Records of a control topic as a JSON Schema (2020-12), from the fields of the kinds. `deploy/contracts/control.v1.schema.json` is this text.
enum ControlSchema {
  static var text: String {
    var json = JSONWriter(isIndented: true)
    json.object { json in
      json.string("$schema", "https://json-schema.org/draft/2020-12/schema")
      json.string("$id", "urn:forewarn:control:1")
      json.string("title", "Forewarn control record")
      json.string(
        "description",
        "One record on the control topic: what a person says. It is applied once, and what became of it is on the audit topic. Members that a kind does not know are ignored."
      )
      json.array("oneOf") { json in
        for kind in ControlKinds.described { json.object { schema(of: kind, to: &$0) } }
      }
    }
    return json.text
  }

  private static func schema(of kind: any ControlKind.Type, to json: inout JSONWriter) {
    let fields = ControlField.common + kind.fields
    json.string("title", kind.name)
    json.string("description", kind.summary)
    json.string("type", "object")
    json.object("properties") { json in
      json.object("kind") { $0.string("const", kind.name) }
      for field in fields { json.object(field.name) { value(of: field, to: &$0) } }
    }
    json.strings("required", ["kind"] + fields.filter(\.isRequired).map(\.name))
  }

  private static func value(of field: ControlField, to json: inout JSONWriter) {
    json.string("description", field.documentation)
    switch field.value {
    case .text: text(to: &json)
    case .time:
      json.string("type", "string")
      json.string("format", "date-time")
    case .choice(let words): json.strings("enum", words)
    case .texts:
      json.string("type", "array")
      json.integer("maxItems", Int64(Limits.controlItems))
      json.object("items") { text(to: &$0) }
    }
  }

  private static func text(to json: inout JSONWriter) {
    json.string("type", "string")
    json.integer("minLength", 1)
  }
}

/// Prints the schema.
enum ControlSchemaCommand: Command {
  static let description = CommandDescription(
    words: ["ctl", "schema"], summary: "Prints the JSON Schema of control records.")

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    console.print(ControlSchema.text)
    return .done
  }
}

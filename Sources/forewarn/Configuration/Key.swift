/// One key of a strict YAML file: what it takes, where its value goes, and how it reads back. The default is what a fresh
/// `Root` holds there, so it is written once, where the value is used.
struct Key<Root: Sendable>: Sendable {
  var description: KeyDescription
  let read: @Sendable (YAMLNode, _ path: String, inout Root, inout Findings) -> Void
  let shown: @Sendable (Root) -> ShownValue

  var path: String { description.path }

  var required: Key {
    var key = self
    key.description.isRequired = true
    return key
  }

  static func integer<Number: FixedWidthInteger & Sendable>(
    _ path: String, _ target: any WritableKeyPath<Root, Number> & Sendable, _ range: ClosedRange<Int64>,
    unit: String? = nil, _ documentation: String
  ) -> Key {
    Key(
      description: KeyDescription(path: path, value: .integer(range), unit: unit, documentation: documentation),
      read: { node, path, root, findings in
        if let number = findings.integer(of: node, path: path, range, unit: unit).flatMap(Number.init(exactly:)) {
          root[keyPath: target] = number
        }
      },
      shown: { .integer(Int64($0[keyPath: target])) })
  }

  /// `null` turns it off.
  static func optionalInteger(
    _ path: String, _ target: any WritableKeyPath<Root, Int?> & Sendable, _ range: ClosedRange<Int64>,
    unit: String? = nil, _ documentation: String
  ) -> Key {
    Key(
      description: KeyDescription(
        path: path, value: .integer(range), unit: unit, documentation: documentation, isNullable: true),
      read: { node, path, root, findings in
        if node.isNull {
          root[keyPath: target] = nil
        } else if let number = findings.integer(of: node, path: path, range, unit: unit) {
          root[keyPath: target] = Int(number)
        }
      },
      shown: { $0[keyPath: target].map { .integer(Int64($0)) } ?? .null })
  }

  static func number(
    _ path: String, _ target: any WritableKeyPath<Root, Double> & Sendable, _ range: ClosedRange<Double>,
    unit: String? = nil, _ documentation: String
  ) -> Key {
    let words =
      "a number from \(range.lowerBound) to \(range.upperBound)\(DurationSetting.clause(unit: unit))"
    return Key(
      description: KeyDescription(path: path, value: .number(range), unit: unit, documentation: documentation),
      read: { node, path, root, findings in
        guard case .scalar(let text, isPlain: true) = node.content,
          let value = decimal(text) ?? DurationSetting.number(text, unit: unit), range.contains(value)
        else { return findings.add("\(path) must be \(words), not \(node.kindInWords)", at: node.position) }
        root[keyPath: target] = value
      },
      shown: { .number($0[keyPath: target]) })
  }

  /// `null` turns it off.
  static func optionalNumber(
    _ path: String, _ target: any WritableKeyPath<Root, Double?> & Sendable, _ range: ClosedRange<Double>,
    _ documentation: String
  ) -> Key {
    let words =
      "a number from \(ShownValue.number(range.lowerBound).json) to \(ShownValue.number(range.upperBound).json)"
    return Key(
      description: KeyDescription(
        path: path, value: .number(range), documentation: documentation, isNullable: true),
      read: { node, path, root, findings in
        guard !node.isNull else { return root[keyPath: target] = nil }
        guard case .scalar(let text, isPlain: true) = node.content, let value = decimal(text), range.contains(value)
        else { return findings.add("\(path) must be \(words), not \(node.kindInWords)", at: node.position) }
        root[keyPath: target] = value
      },
      shown: { $0[keyPath: target].map { .number($0) } ?? .null })
  }

  static func text(
    _ path: String, _ target: any WritableKeyPath<Root, String> & Sendable, _ rule: TextRule = .any,
    _ documentation: String
  ) -> Key {
    Key(
      description: KeyDescription(path: path, value: .text(rule), documentation: documentation),
      read: { node, path, root, findings in
        if let text = findings.text(of: node, path: path, rule) { root[keyPath: target] = text }
      },
      shown: { .text($0[keyPath: target]) })
  }

  /// `null` turns it off.
  static func optionalText(
    _ path: String, _ target: any WritableKeyPath<Root, String?> & Sendable, _ rule: TextRule = .any,
    _ documentation: String
  ) -> Key {
    Key(
      description: KeyDescription(path: path, value: .text(rule), documentation: documentation, isNullable: true),
      read: { node, path, root, findings in
        if node.isNull {
          root[keyPath: target] = nil
        } else if let text = findings.text(of: node, path: path, rule) {
          root[keyPath: target] = text
        }
      },
      shown: { $0[keyPath: target].map { .text($0) } ?? .null })
  }

  /// A text that is never shown; `null` turns it off.
  static func secret(
    _ path: String, _ target: any WritableKeyPath<Root, String?> & Sendable, _ rule: TextRule,
    _ documentation: String
  ) -> Key {
    let key = optionalText(path, target, rule, documentation)
    return Key(description: key.description, read: key.read) {
      $0[keyPath: target] == nil ? .null : .text("[REDACTED]")
    }
  }

  static func choice<Choice: Sendable>(
    _ path: String, _ target: any WritableKeyPath<Root, Choice> & Sendable, _ choices: [Choice],
    name: @escaping @Sendable (Choice) -> String, _ documentation: String
  ) -> Key {
    let names = choices.map(name)
    return Key(
      description: KeyDescription(path: path, value: .choice(names), documentation: documentation),
      read: { node, path, root, findings in
        guard case .scalar(let text, isPlain: _) = node.content, !node.isNull else {
          return findings.add(
            "\(path) must be one of \(names.joined(separator: ", ")), not \(node.kindInWords)", at: node.position)
        }
        if let index = names.firstIndex(of: text) {
          root[keyPath: target] = choices[index]
        } else {
          let hint = Suggestion.nearest(to: text, in: names).map { "; did you mean \"\($0)\"?" } ?? ""
          findings.add(
            "\(path) must be one of \(names.joined(separator: ", ")), not \"\(text)\"\(hint)", at: node.position)
        }
      },
      shown: { .text(name($0[keyPath: target])) })
  }

  static func texts(
    _ path: String, _ target: any WritableKeyPath<Root, [String]> & Sendable, _ documentation: String
  ) -> Key {
    Key(
      description: KeyDescription(path: path, value: .texts, documentation: documentation),
      read: { node, path, root, findings in
        guard case .sequence(let items) = node.content else {
          return findings.add("\(path) must be a list of texts, not \(node.kindInWords)", at: node.position)
        }
        var texts: [String] = []
        for (index, item) in items.enumerated() {
          let itemPath = "\(path)[\(index)]"
          findings.positions[itemPath] = item.position
          if let text = findings.text(of: item, path: itemPath, .any) { texts.append(text) }
        }
        root[keyPath: target] = texts
      },
      shown: { .list($0[keyPath: target].map { .text($0) }) })
  }

  /// A list of sections, each read by a table of its own.
  static func rows<Row: Sendable>(
    _ path: String, _ target: any WritableKeyPath<Root, [Row]> & Sendable, _ table: KeyTable<Row>,
    empty: @escaping @Sendable () -> Row, _ documentation: String
  ) -> Key {
    Key(
      description: KeyDescription(
        path: path, value: .rows(table.keys.map(\.description)), documentation: documentation),
      read: { node, path, root, findings in
        guard case .sequence(let items) = node.content else {
          return findings.add("\(path) must be a list, not \(node.kindInWords)", at: node.position)
        }
        root[keyPath: target] = items.enumerated().map { index, item in
          var row = empty()
          table.read(item, prefix: "\(path)[\(index)].", into: &row, &findings)
          return row
        }
      },
      shown: { root in
        .list(
          root[keyPath: target].map { row in
            .table(table.keys.map { ShownValue.Pair(name: $0.path, value: $0.shown(row)) })
          })
      })
  }
}

extension Findings {
  mutating func integer(
    of node: YAMLNode, path: String, _ range: ClosedRange<Int64>, unit: String? = nil
  ) -> Int64? {
    guard case .scalar(let text, isPlain: true) = node.content,
      let value = Int64(text) ?? DurationSetting.integer(text, unit: unit), range.contains(value)
    else {
      add(
        "\(path) must be a whole number from \(range.lowerBound) to \(range.upperBound)\(DurationSetting.clause(unit: unit)), not \(node.kindInWords)",
        at: node.position)
      return nil
    }
    return value
  }

  /// The text of a scalar, or a problem. Any scalar but null is text where text is wanted.
  mutating func text(of node: YAMLNode, path: String, _ rule: TextRule) -> String? {
    guard case .scalar(let text, isPlain: _) = node.content, !node.isNull else {
      add("\(path) must be text, not \(node.kindInWords)", at: node.position)
      return nil
    }
    if let complaint = rule.complaint(about: text) {
      add("\(path) \(complaint)", at: node.position)
      return nil
    }
    return text
  }
}

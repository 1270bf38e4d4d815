/// Prometheus' text exposition format, version 0.0.4.
public enum PrometheusText {
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  public static func render(_ families: [MetricFamily]) -> [UInt8] {
    var text = ""
    for family in families { render(family, into: &text) }
    return Array(text.utf8)
  }

  private static func render(_ family: MetricFamily, into text: inout String) {
    text += "# HELP \(family.name) \(escaped(family.help, quotes: false))\n"
    text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
    for sample in family.samples {
      switch sample.value {
      case .integer(let value): line(family.name, sample.labels, String(value), into: &text)
      case .real(let value): line(family.name, sample.labels, number(value), into: &text)
      }
    }
  }

  private static func line(_ name: String, _ labels: [MetricFamily.Label], _ value: String, into text: inout String) {
    text += name
    if !labels.isEmpty {
      text += "{" + labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",") + "}"
    }
    text += " \(value)\n"
  }

  /// Backslash and line feed everywhere, the quotation mark in label values.
  private static func escaped(_ text: String, quotes: Bool) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\"" where quotes: escaped += "\\\""
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

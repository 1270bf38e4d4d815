/// `forewarn help --man-configuration`: a page for section 5 in man(7) macros, of the table that the file is read by.
enum ConfigurationPage {
  static func text(version: String) -> String {
    let table = ConfigurationKeys.table
    let defaults = Configuration()
    var lines = [
      ".TH FOREWARN.YAML 5 \"\" \"forewarn \(version)\" \"File Formats\"",
      ".SH NAME", "forewarn.yaml \\- configuration of forewarn",
      ".SH DESCRIPTION",
      escaped(
        "A YAML file. Unknown keys are refused; \"forewarn config check\" names every mistake with line and column."),
      escaped(
        "Keys stand here with dots and in the file as nested sections: state.path is the key path in the section state."
      ),
      ".PP",
      escaped(
        "Secrets in string values: ${credential:NAME} (systemd's LoadCredential=), ${env:NAME}, ${env:NAME:-default},"),
      escaped("${file:/absolute/path}. $${ is a literal ${."),
      ".SH KEYS",
    ]
    var last = ""
    for key in table.keys {
      let section = String(key.path.prefix { $0 != "." })
      if section != last { lines.append(".SS \(escaped(section))") }
      if section != last, let sentence = table.sections[section] { lines.append(escaped(sentence)) }
      last = section
      lines += [".TP", ".B \(escaped(key.path))"]
      for (index, sentence) in ConfigurationText.sentences(about: key.description).enumerated() {
        lines += (index == 0 ? [] : [".br"]) + [escaped(sentence)]
      }
      lines.append(
        escaped(key.description.isRequired ? "Required." : "Default: \(key.shown(defaults).json)."))
    }
    lines += [
      ".SH FILES", ".TP", ".I /etc/forewarn/forewarn.yaml", "Where the service looks for it.",
      ".SH SEE ALSO", ".BR forewarn (8)",
    ]
    return lines.joined(separator: "\n")
  }

  private static func escaped(_ text: String) -> String { ManualPage.escaped(text) }
}

/// A language in which customers are written to, by its ISO 639 code.
public enum Language: String, CaseIterable, Sendable {
  case english = "en"
  case german = "de"
}

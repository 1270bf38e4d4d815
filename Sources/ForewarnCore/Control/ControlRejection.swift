/// Why a control record has no effect. The raw value names the reason in metrics, on the audit topic and in dead letters.
public enum ControlRejection: String, Error, CaseIterable, Sendable {
  case noValue = "control_no_value"
  case tooLarge = "control_too_large"
  case notAnObject = "control_not_an_object"
  case unknownKind = "control_unknown_kind"
  case missingField = "control_missing_field"
  case invalidField = "control_invalid_field"
  case noMatcher = "control_no_matcher"
  case emptyWindow = "control_empty_window"
  case unknownCase = "control_unknown_case"
  case notOpen = "control_case_not_open"
  case alreadyLearned = "control_already_learned"
  case limit = "control_limit"

  /// One sentence for a person: what was wrong, and what to do about it.
  public var explanation: String {
    switch self {
    case .noValue: "the record has no value; a control record is a JSON object"
    case .tooLarge: "the record has more than 64 KiB"
    case .notAnObject: "the value is no JSON object in UTF-8"
    case .unknownKind: "`kind` names no kind of control record that this version knows"
    case .missingField: "a field that this kind needs is not there: `by`, or one that its schema requires"
    case .invalidField: "a field has a value of the wrong type, or one that its schema does not allow"
    case .noMatcher: "it matches nothing: name an instance, a configuration item, an account, an offering or an alert"
    case .emptyWindow: "`until` is not after `from`"
    case .unknownCase:
      "there is no case with this id; only cases that are open or were resolved within a week are known"
    case .notOpen: "the case is not open any more"
    case .alreadyLearned:
      "its minutes are decided, and what they showed is learned: what is usual is a running average that gives nothing back, and forgets it within days. Exclude the next such time before it comes, or while it lasts"
    case .limit: "the limit on silences, on exclusions, or on records that wait for their case, is reached"
    }
  }
}

import ForewarnCore
import SQLiteStore

/// The pages over HTTP, and how much of the past they have.
struct DashboardConfiguration: Sendable, Equatable {
  enum Pages: String, CaseIterable, Sendable {
    case shown, hidden
  }

  var pages = Pages.shown
  var limits = DashboardLimits()
}

enum DashboardKeys {
  static let keys: [Key<Configuration>] = [
    .choice(
      "dashboard.pages", \.dashboard.pages, DashboardConfiguration.Pages.allCases, name: { $0.rawValue },
      "shown = at admin.listen, for whoever reaches it; they only show, but for admin.write. hidden = no pages, and no history.sqlite in state.path."
    ),
    .integer(
      "dashboard.history_hours", \.dashboard.limits.historyHours, 1...336, unit: "hours",
      "How far back response times, usage and alerts are kept by the minute."),
    .integer(
      "dashboard.history_days", \.dashboard.limits.historyDays, 1...400, unit: "days",
      "How far back they are kept by the quarter of an hour."),
    .integer(
      "dashboard.series", \.dashboard.limits.series, 1...100_000, unit: "series",
      "Series with a history in all, at about half a megabyte of disk each; past it, those of instances with open cases come first."
    ),
    .integer(
      "dashboard.cases", \.dashboard.limits.cases, 100...1_000_000, unit: "cases",
      "Cases that are kept; those that ended longest ago leave first."),
  ]
}

/// The files of the dashboard's pages, as they are in `Pages`, and the addresses under which they are found.
public enum PageFiles {
  /// Of the page, whose module shows what the address says.
  private static let pages = [
    "/", "/instance", "/case", "/cases", "/pipeline", "/brief", "/call", "/report", "/estate", "/silences",
  ]

  public static var routes: [Route] {
    pages.map { route($0, "text/html; charset=utf-8", PackageResources.index_html) } + [
      route("/pages.css", "text/css; charset=utf-8", PackageResources.pages_css),
      route("/icon.svg", "image/svg+xml", PackageResources.icon_svg), script("app", PackageResources.app_js),
      script("dom", PackageResources.dom_js),
      script("chart", PackageResources.chart_js), script("customers", PackageResources.customers_js),
      script("instance", PackageResources.instance_js), script("case", PackageResources.case_js),
      script("cases", PackageResources.cases_js), script("pipeline", PackageResources.pipeline_js),
      script("brief", PackageResources.brief_js), script("report", PackageResources.report_js),
      script("estate", PackageResources.estate_js), script("act", PackageResources.act_js),
      script("silences", PackageResources.silences_js),
    ]
  }

  private static func script(_ name: String, _ bytes: [UInt8]) -> Route {
    route("/\(name).js", "text/javascript; charset=utf-8", bytes)
  }

  private static func route(_ path: String, _ type: String, _ bytes: [UInt8]) -> Route {
    Route(path) { Response(contentType: type, body: bytes) }
  }
}

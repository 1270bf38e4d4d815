import Glibc
import Testing

/// Real data beside the package, where there are any.
enum SharedData {
  static let folder = Environment.packageRoot + "/../shared/data"
  static let isThere = access(folder + "/to_events.py", R_OK) == 0
  static let reason: Comment =
    "needs ../shared/data, and, for the tests at full size, FOREWARN_BARS=1 in the environment"

  /// A set as native events: the path of a file of JSON lines.
  static func events(_ set: String) throws -> String {
    let child = try ChildProcess.run(
      "python3", ["\(folder)/to_events.py", set], name: "events-\(set.replacing(":", with: "-"))",
      in: Files.temporary)
    return child.outputPath
  }
}

extension Double {
  /// For figures.
  var inTenths: Double { (self * 10).rounded() / 10 }
}

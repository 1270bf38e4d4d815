import CYAML
import CZlib
import ForewarnCore
import KafkaTransport
import SQLiteStore

/// The versions that a bug report needs.
enum Version {
  static let forewarn = "0.1.0"
  /// Version of what others build on: commands, events, topics.
  static let contract = "1"
}

enum VersionCommand: Command {
  static let description = CommandDescription(
    words: ["version"], summary: "Prints the versions of forewarn and of the libraries under it.",
    options: [OptionDescription(spelling: "--json", value: .flag, documentation: "Prints one JSON object.")])

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    let versions = [("forewarn", Version.forewarn), ("contract", Version.contract)] + libraries
    if arguments.has("--json") {
      var json = JSONWriter()
      json.object { json in for (name, version) in versions { json.string(name, version) } }
      console.print(json.text)
    } else {
      for (name, version) in versions { console.print("\(name) \(version)") }
    }
    return .done
  }

  /// As they were loaded, not as they were compiled against.
  private static var libraries: [(String, String)] {
    [
      ("librdkafka", librdkafkaVersion()),
      ("SQLite", sqliteVersion()),
      ("libyaml", yaml_get_version_string().map { String(cString: $0) } ?? "unknown"),
      ("zlib", zlibVersion().map { String(cString: $0) } ?? "unknown"),
    ]
  }
}

import ForewarnCore
import StreamRuntime

/// The one line with which the daemon begins: what it is, what it reads and from where on, whom it knows, what it still learns, and where its
/// pages are. Pure.
struct StartLine {
  let configuration: Configuration
  let text: StatusText
  /// Of the customer model.
  let known: (accounts: Int, instances: Int)
  /// Of the admin server; nil where there is none.
  var port: UInt16?

  /// Of a topic; of more only the least and the greatest are told.
  private static let offsetsShown = 4

  var line: LogLine {
    var line = LogLine(
      message:
        "running: forewarn \(Version.forewarn), application \(configuration.applicationID), on \(brokers); reads \(reading); \(text.time); \(customers); learning \(text.learning)\(pages)"
    )
    let fields: [(name: String, value: LogValue)] = [
      ("version", .text(Version.forewarn)), ("application", .text(configuration.applicationID)),
      ("brokers", .text(brokers)), ("partitions", LogValue(text.status.partitions.count)),
      ("decided_through", text.status.decidedThroughMicros.map { .text(Timestamp.text($0)) } ?? .text("")),
      ("accounts", LogValue(known.accounts)), ("instances", LogValue(known.instances)),
      ("instances_ready", LogValue(text.status.learning.ready)),
    ]
    line.fields = fields.filter { $0.value != .text("") }
    return line
  }

  private var brokers: String {
    let names = ["bootstrap.servers", "metadata.broker.list"]
    return configuration.kafkaProperties.first { names.contains($0.name) && !$0.isSecret }?.value ?? "its brokers"
  }

  private var reading: String {
    let inputs = text.topics.map { topic, partitions in
      let offsets = partitions.map(\.nextOffset)
      let (least, greatest) = (offsets.min() ?? 0, offsets.max() ?? 0)
      let from =
        least == greatest
        ? "from offset \(least)"
        : offsets.count <= Self.offsetsShown
          ? "from offsets \(offsets.map(String.init).joined(separator: ", "))"
          : "from offsets \(least) to \(greatest)"
      return "\(topic) (\(Words.many(Int64(partitions.count), "partition")), \(from))"
    }
    let beside = configuration.topics.filter { topic in !text.topics.contains { $0.topic == topic.name } }.map(\.name)
    return inputs.joined(separator: ", ")
      + (beside.isEmpty ? "" : ", beside them \(beside.joined(separator: ", "))")
  }

  private var customers: String {
    guard known.instances > 0 else { return "no customer model" }
    return
      "the customer model has \(Words.many(Int64(known.instances), "instance")) of \(Words.many(Int64(known.accounts), "account"))"
  }

  private var pages: String {
    guard let listen = configuration.adminListen, let port else { return "" }
    // A port of 0 is any that is free.
    let host = listen.prefix(upTo: listen.lastIndex(of: ":") ?? listen.endIndex)
    return "; pages at http://\(host.isEmpty ? "*" : String(host)):\(port)/"
  }
}

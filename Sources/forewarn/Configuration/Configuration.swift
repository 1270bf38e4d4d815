import ForewarnCore
import StreamRuntime

/// What `run` and `replay` are told by the configuration file, checked as a whole.
struct Configuration: Sendable, Equatable {
  /// Version of the file's form.
  var version = 1
  /// group.id, transactional.id and the CloudEvents source derive from it.
  var applicationID = "forewarn" {
    didSet { settings.source = "/forewarn/" + applicationID }
  }
  /// librdkafka's names, in the order of the file, then those of `-X`.
  var kafkaProperties: [KafkaProperty] = []
  var topics: [TopicConfiguration] = []
  /// A role without a topic is off.
  var outputs: [OutputRole: String] = [
    .cases: "proactive-cases", .health: "instance-health", .late: "forewarn-late",
    .deadLetter: "forewarn-dead-letters",
  ]
  var missingTopics = MissingTopics.stop
  /// What is done about input that retention took before it was read.
  var onLostInput = LostInput.stop
  /// Folder of the state.
  var statePath = ""
  /// Compacted topic that the book is copied to.
  var stateTopic = "forewarn-state"
  /// As it stands in the file; a relative path starts at the configuration's folder, and `ConfigurationFile` resolves it.
  var customersFile: String?
  /// `address:port`; nil = no HTTP.
  var adminListen: String? = "127.0.0.1:9464"
  /// Host names under which clients reach it, beside its addresses.
  var adminNames: [String] = []
  var access = AccessConfiguration()
  var dashboard = DashboardConfiguration()
  var settings = Settings()
  var logging = LoggingConfiguration()

  /// The part of the work that this process owns; all of it, today.
  var slice = SliceID.whole
  var identity: ApplicationSlice { ApplicationSlice(applicationID, slice: slice) }

  /// The topics with events.
  var inputs: [TopicConfiguration] { topics.filter { !$0.decoder.kind.isReference } }

  /// Where people's words go; nil where nobody reads any.
  var controlTopic: String? { topics.first { $0.decoder.kind == .control }?.name }

  /// The one output that cannot be off.
  var casesTopic: String {
    get { outputs[.cases] ?? "" }
    set { outputs[.cases] = newValue }
  }
}

/// What is done where an output topic or the state topic does not exist.
enum MissingTopics: String, CaseIterable, Sendable {
  case stop, create
}

enum LostInput: String, CaseIterable, Sendable {
  case stop, skip
}

/// One property for librdkafka.
struct KafkaProperty: Sendable, Equatable {
  var name: String
  var value: String
  /// Must not be shown: by its name, or because a credential or a file gave it.
  var isSecret = false
}

/// One input topic.
struct TopicConfiguration: Sendable, Equatable {
  var name = ""
  /// What the settings of the decoder began with.
  var preset: String?
  var decoder = DecoderSettings(kind: .alerts)
}

struct LoggingConfiguration: Sendable, Equatable {
  var format = LogFormat.auto
  var level = LogLevel.info
}

import Testing

/// Nothing is so long that it cannot be read at once.
@Suite struct SizeTests {
  static let functionLines = Ratchet(
    limit: 60,
    naughty: [:])
  /// Some are not ours to choose: libmicrohttpd calls `answerRequest`.
  static let parameters = Ratchet(
    limit: 5,
    naughty: [
      "Sources/AdminServer/Dispatcher.swift answerRequest(_:_:_:_:_:_:_:_:)": 8,
      "Sources/KafkaTransport/PlainProducer.swift PlainProducer.produce(topic:partition:key:value:timestampMicros:headers:)":
        6,
      "Sources/KafkaTransport/RecordSending.swift KafkaClient.send(topic:partition:key:value:headers:timestampMicros:tag:)":
        7,
      "Sources/Simulation/SimulatedBroker.swift SimulatedBroker.append(_:_:_:key:headers:timestampMicros:)": 6,
      "Sources/StreamRuntime/Run/Daemon.swift Daemon.init(log:store:time:ids:executor:engine:options:around:)": 8,
      "Sources/StreamRuntime/Run/OfflineRun.swift OfflineRun.run(_:_:targets:time:take:notice:)": 6,
      "Sources/forewarn-bench/KafkaBenchmark.swift DaemonParts.daemon(_:_:customers:kind:exitAtEnd:shouldStop:publish:)":
        7,
      "Sources/forewarn/Configuration/KeyTable.swift KeyTable.read(_:_:prefix:into:_:_:)": 6,
      "Sources/forewarn/Configuration/KeyTable.swift KeyTable.readSection(_:section:prefix:into:_:_:)": 6,
    ])
  static let fileLines = Ratchet(limit: 300, naughty: [:])
  static let medianFileLines = 90

  @Test func noFunctionIsLong() {
    for complaint in Self.functionLines.complaints(Self.bodyLines(ParsedSource.sources)) {
      Issue.record("lines of a body: \(complaint)")
    }
  }

  @Test func noFunctionHasManyParameters() {
    for complaint in Self.parameters.complaints(Self.parameterCounts(ParsedSource.sources)) {
      Issue.record("parameters: \(complaint)")
    }
  }

  @Test func noFileIsLong() {
    for complaint in Self.fileLines.complaints(ParsedSource.sources.map { ($0.path, $0.lineCount) }) {
      Issue.record("lines of a file: \(complaint)")
    }
  }

  @Test func mostFilesAreShort() {
    let counts = ParsedSource.sources.map(\.lineCount).sorted()
    let median = counts[counts.count / 2]
    #expect(median <= Self.medianFileLines, "half of \(counts.count) files have \(median) lines or more")
  }

  static func bodyLines(_ sources: [ParsedSource]) -> [(name: String, value: Int)] {
    sources.flatMap { source in
      source.declarations.filter { $0.body != nil }.map { ("\(source.path) \($0.title)", $0.bodyLines) }
    }
  }

  /// A value's memberwise initialiser, that only keeps what it is given, has as many as the value has members.
  static func parameterCounts(_ sources: [ParsedSource]) -> [(name: String, value: Int)] {
    sources.flatMap { source in
      source.declarations.filter { !onlyAssigns($0, source.tokens.tokens) }
        .map { ("\(source.path) \($0.title)", $0.parameters.count) }
    }
  }

  private static func onlyAssigns(_ declaration: Declaration, _ tokens: [Token]) -> Bool {
    guard declaration.kind == .initializer, declaration.name == "init", let body = declaration.body else {
      return false
    }
    let words = tokens[body].map(\.text)
    guard words.count.isMultiple(of: 5) else { return false }
    return stride(from: 0, to: words.count, by: 5).allSatisfy { at in
      let name = words[at + 2]
      return Array(words[at..<(at + 5)]) == ["self", ".", name, "=", name]
    }
  }

  @Test func sizesAreMeasured() {
    let source = ParsedSource(
      path: "Sources/x/y.swift",
      text: """
        struct A {
          init(a: Int, b: Int) {
            self.a = a
            self.b = b
          }
          init(c: Int) {
            self.a = c
          }
          func f(_ a: Int, b: Int) {
            // A comment is a line too.

            call(a, b, c)
          }
        }
        """)
    #expect(
      Self.bodyLines([source]).map { "\($0.name) \($0.value)" } == [
        "Sources/x/y.swift A.init(a:b:) 2", "Sources/x/y.swift A.init(c:) 1", "Sources/x/y.swift A.f(_:b:) 3",
      ])
    #expect(
      Self.parameterCounts([source]).filter { $0.value > 0 }.map { "\($0.name) \($0.value)" } == [
        "Sources/x/y.swift A.init(c:) 1", "Sources/x/y.swift A.f(_:b:) 2",
      ])
    #expect(source.lineCount == 14)
  }
}

import Testing

extension Integration {
  /// Offline determinism: same files, same bytes.
  @Suite(.serialized) struct Replay {
    private static let configuration = """
      kafka: {bootstrap.servers: "localhost:9"}
      topics: [{name: alerts, kind: alerts}, {name: transactions, kind: transactions}]
      state: {path: /nowhere}
      transactions: {warm_up_panes: 30}
      alerts: {warm_up_panes: 30}

      """

    private func replay(_ inputs: [String], _ options: [String] = [], in folder: String, name: String) throws -> [UInt8]
    {
      try Files.write(Self.configuration, to: folder + "/replay.yaml")
      let child = try ChildProcess.run(
        Environment.forewarn, ["replay", "--config", folder + "/replay.yaml"] + options + inputs, name: name, in: folder
      )
      return Files.bytes(child.outputPath)
    }

    private func write(_ lines: some Sequence<Scenario.Line>, to path: String) throws -> String {
      try Files.write(lines.map { $0.json + "\n" }.joined().utf8, to: path)
      return path
    }

    @Test func `The output is the same on repeat and at any batch size`() throws {
      let folder = Files.temporary
      let scenario = Scenario(minutes: 150, instances: 4)
      let inputs = [
        try write(scenario.alerts, to: folder + "/alerts.jsonl"),
        try write(scenario.transactions, to: folder + "/transactions.jsonl"),
      ]
      let expected = try replay(inputs, in: folder, name: "replay-0")
      #expect(!expected.isEmpty)
      #expect(try replay(inputs, in: folder, name: "replay-1") == expected)
      for batch in ["1", "7", "512", "100000"] {
        #expect(try replay(inputs, ["--batch", batch], in: folder, name: "replay-batch") == expected, "batch \(batch)")
      }
    }

    @Test(.enabled(if: SharedData.isThere && Environment.bars, SharedData.reason))
    func `Bar: real data give the same output on repeat and at any batch size`() throws {
      let folder = Files.temporary
      let inputs = [try SharedData.events("ait:fox"), try SharedData.events("trainticket")]
      let began = Clock.seconds
      let expected = try replay(inputs, in: folder, name: "replay-0")
      figure("794,172 real records replayed in \((Clock.seconds - began).inTenths) s, \(expected.count) bytes of cases")
      #expect(!expected.isEmpty)
      #expect(try replay(inputs, in: folder, name: "replay-1") == expected)
      for batch in ["1", "7", "512", "100000"] {
        #expect(try replay(inputs, ["--batch", batch], in: folder, name: "replay-batch") == expected, "batch \(batch)")
      }
    }

    @Test func `Input split by instance gives the same cases, but for where their evidence stands`() throws {
      let folder = Files.temporary
      let scenario = Scenario(minutes: 150, instances: 4)
      let whole = [
        try write(scenario.alerts, to: folder + "/whole-alerts.jsonl"),
        try write(scenario.transactions, to: folder + "/whole-transactions.jsonl"),
      ]
      let split = try (0..<4).flatMap { instance in
        let name = "customer-\(instance)"
        return [
          try write(scenario.alerts.filter { $0.instance == name }, to: folder + "/split-alerts-\(instance).jsonl"),
          try write(
            scenario.transactions.filter { $0.instance == name }, to: folder + "/split-transactions-\(instance).jsonl"),
        ]
      }
      func cases(_ inputs: [String], _ name: String) throws -> [[UInt8]] {
        let bytes = try replay(inputs, in: folder, name: name)
        return CaseEvents(lines: bytes.split(separator: UInt8(ascii: "\n"))).lines.map { Self.withoutInputs($0) }
      }
      let expected = try cases(whole, "replay-whole")
      #expect(!expected.isEmpty)
      #expect(CaseEvents.difference(try cases(split, "replay-split"), expected) == nil)
    }

    private static func withoutInputs(_ line: [UInt8]) -> [UInt8] {
      guard let start = line.firstRange(of: Array(#""inputs":["#.utf8)),
        let end = line[start.upperBound...].firstIndex(of: UInt8(ascii: "]"))
      else { return line }
      return Array(line[..<start.lowerBound]) + Array(line[end...])
    }
  }
}

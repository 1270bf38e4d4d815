import ForewarnCore
import Glibc
import Testing

extension Integration {
  /// What a real validator of JSON Schema says, formats too, of the events of an estate, and of what takes their place where Kafka
  /// refuses them. `deploy/integrations/check` holds tickets against the same events.
  @Suite struct Schema {
    private static let tests =
      #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
      + "/deploy/integrations/tests"

    /// A Python that has jsonschema; Debian's packages belong to Debian's Python, which need not be the first in the path.
    private static let python = ["python3", "/usr/bin/python3"].first { python in
      (try? ChildProcess.run(python, ["-c", "import jsonschema"], name: "has-jsonschema", in: Files.temporary)) != nil
    }

    @Test(.enabled(if: python != nil, "no python3 here has jsonschema: apt-get install python3-jsonschema"))
    func `Two thousand events of an estate are valid, whole and reduced`() throws {
      let python = try #require(Self.python)
      let folder = Files.temporary + "/estate"
      mkdir(folder, 0o700)
      try ChildProcess.run(python, [Self.tests + "/estate.py", folder], name: "estate", in: folder)
      let replay = try ChildProcess.run(
        Environment.forewarn,
        ["replay", "--config", folder + "/forewarn.yaml", "--now", "2026-12-01T00:00:00Z"]
          + ["/alerts.jsonl", "/transactions.jsonl"].map { folder + $0 }, name: "replay", in: folder)
      let events = Files.lines(replay.outputPath)
      #expect(events.count >= 2_000)
      let reduced = events.flatMap { line -> [[UInt8]] in
        let output = Output(role: .cases, key: nil, value: Array(line), headers: [])
        return [ReducedOutput.of(output, note: "too large for the broker").value, ReducedOutput.bare(output)?.value]
          .compactMap(\.self)
      }
      #expect(reduced.count == 2 * events.count)
      try Files.write(reduced.joined(separator: [UInt8(ascii: "\n")]), to: folder + "/reduced.jsonl")
      let verdict = try ChildProcess.run(
        python, [Self.tests + "/schema.py", replay.outputPath, folder + "/reduced.jsonl"], name: "verdict", in: folder,
        withinSeconds: 600)
      #expect(verdict.output == "\(3 * events.count) events, 0 invalid\n")
    }
  }
}

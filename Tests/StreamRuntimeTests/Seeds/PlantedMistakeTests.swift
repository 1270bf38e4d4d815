import Glibc
import Testing

/// What the seeded lives are worth: mistakes that are planted, and how many lives it takes to find each.
///
/// `FOREWARN_MISTAKE=all swift test --filter PlantedMistakeTests` prints the table; `FOREWARN_MISTAKE=NAME` looks for one alone. It takes
/// minutes, so that plain `swift test` leaves it out.
@Suite(
  .enabled(
    if: SeededLifeTests.setting("FOREWARN_MISTAKE") != nil,
    "long: set FOREWARN_MISTAKE=all")
)
struct PlantedMistakeTests {
  static let lives = 150
  /// Of them are found.
  static let floor = 36

  /// What it took; nil when no life found it.
  struct Find: Sendable {
    var mistake: PlantedMistake
    var seed: UInt64?
    var problem = ""
  }

  @Test func mostAreFound() async throws {
    let wanted = SeededLifeTests.setting("FOREWARN_MISTAKE").flatMap(PlantedMistake.init(rawValue:))
    let mistakes = wanted.map { [$0] } ?? PlantedMistake.allCases.filter { !$0.endsTheProcess }
    var finds = try await withThrowingTaskGroup(of: Find.self) { group in
      for mistake in mistakes { group.addTask { try Self.find(mistake) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    if wanted == nil {
      for mistake in PlantedMistake.allCases where mistake.endsTheProcess { finds.append(try await Self.fall(mistake)) }
    }
    finds.sort { $0.mistake.rawValue < $1.mistake.rawValue }
    for find in finds {
      let took = find.seed.map { "life \($0 + 1): \(find.problem)" } ?? "NOT FOUND in \(Self.lives) lives"
      print("  \(find.mistake.rawValue) (\(find.mistake.what)): \(took)")
    }
    let found = finds.count { $0.seed != nil }
    print("\(found) of \(finds.count) mistakes are found")
    if wanted == nil { #expect(found >= Self.floor) }
  }

  private static func find(_ mistake: PlantedMistake) throws -> Find {
    for seed in 0..<UInt64(lives) {
      if let problem = try SeededLifeTests.problems(SeededPlan(seed: seed), mistake).first {
        return Find(mistake: mistake, seed: seed, problem: String(problem.prefix(120)))
      }
    }
    return Find(mistake: mistake)
  }

  /// In a process of its own, which the program's own invariants may end.
  private static func fall(_ mistake: PlantedMistake) async throws -> Find {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [mistake = mistake.rawValue as String] in
      guard let mistake = PlantedMistake(rawValue: mistake) else { return }
      for seed in 0..<UInt64(PlantedMistakeTests.lives) {
        PlantedMistakeTests.say("seed=\(seed)")
        if let problem = try SeededLifeTests.problems(SeededPlan(seed: seed), mistake).first {
          PlantedMistakeTests.say("Fatal error: \(problem)")
          exit(1)
        }
      }
    }
    let lines = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).split(separator: "\n")
    let seed = lines.last { $0.hasPrefix("seed=") }.flatMap { UInt64($0.dropFirst(5)) }
    let marks = ["Fatal error: ", "Precondition failed: "]
    let problem = lines.first { line in marks.contains { line.contains($0) } }
    return Find(
      mistake: mistake, seed: problem == nil ? nil : seed, problem: String(problem ?? "").prefix(120).description)
  }

  /// At once: the next moment may be the last.
  private static func say(_ line: String) {
    var line = line + "\n"
    line.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
  }
}

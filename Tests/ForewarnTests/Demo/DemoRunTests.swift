import Testing

@testable import forewarn

/// The whole demo, broker and all, faster than people watch it.
@Suite struct DemoRunTests {
  @Test func warnsOfTheRightOnesEndToEnd() throws {
    let shown = Gathered()
    let screen = DemoScreen(Console(output: { shown.append($0) }, error: { _ in }), isTerminal: false)
    let code = try DemoRun(speed: 600, screen: screen, exit: ProcessExit(complain: { _ in })).run()
    #expect(code == .done, "\(shown.text)")
    #expect(shown.text.contains("As it should be"))
    #expect(shown.text.contains("CASE OPENED"))
    #expect(shown.text.contains("RESOLVED"))
    #expect(!shown.text.contains("\u{1b}"))
  }
}

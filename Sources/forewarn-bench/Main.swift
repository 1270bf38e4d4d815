import StreamRuntime

/// `forewarn-bench NAME`: measures one promise of the design and prints what it saw, one object a line.
@main
struct Main {
  static func main() {
    let words = CommandLine.arguments.dropFirst()
    if words.isEmpty || words.contains("--help") {
      Terminal.say(Options.usage)
      return
    }
    let options: Options
    do throws(UsageError) { options = try Options(words) } catch {
      fail("\(error.message)\n\n\(Options.usage)", code: 64)
    }
    // A debug build is ten times slower: its figures would only mislead.
    var isDebug = false
    assert(
      {
        isDebug = true
        return true
      }())
    if isDebug { fail("this is a debug build; measure with `swift run -c release forewarn-bench …`", code: 64) }

    Allocator.serveOneConsumer()
    do {
      switch options.benchmark {
      case .alerts: AlertsBenchmark(options).run()
      case .dashboard: try DashboardBenchmark(options).run()
      case .engine: EngineBenchmark(options).run()
      case .kafka: try KafkaBenchmark(options).run()
      case .latency: try LatencyBenchmark(options).run()
      case .memory: try MemoryBenchmark(options).run()
      case .names: NamesBenchmark(options).run()
      case .restart: try RestartBenchmark(options).run()
      }
    } catch let error as UsageError {
      fail(error.message, code: 64)
    } catch let failure as LogFailure {
      fail("\(failure.message). \(failure.remedy)", code: 70)
    } catch {
      fail("\(error)", code: 70)
    }
  }

  private static func fail(_ message: String, code: Int32) -> Never {
    Terminal.complain("forewarn-bench: \(message)")
    Terminal.leave(code)
  }
}

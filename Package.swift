// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: Swift 6 mode, warnings are errors, and the stricter half of what is coming.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),  // SE-0335
  .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
  .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
]

func system(_ name: String, pkgConfig: String? = nil) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig)
}

/// `resources` become bytes of the binary.
func library(_ name: String, _ dependencies: Target.Dependency..., resources: [String] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: resources.map { .embedInCode($0) }, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: Target.Dependency...) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// What a browser loads of the dashboard, as it is: plain modules, no build step.
let pages = [
  "index.html", "icon.svg", "pages.css", "app.js", "dom.js", "chart.js", "customers.js", "instance.js", "case.js",
  "cases.js", "pipeline.js", "brief.js", "report.js", "estate.js", "act.js", "silences.js",
].map { "Pages/\($0)" }

let package = Package(
  name: "forewarn",
  products: [
    .executable(name: "forewarn", targets: ["forewarn"]),
    .executable(name: "forewarn-bench", targets: ["forewarn-bench"]),
    .library(name: "RollingStatistics", targets: ["RollingStatistics"]),
  ],
  targets: [
    // Debian's libraries, one module map each.
    system("CRdKafka", pkgConfig: "rdkafka"),
    system("CSQLite", pkgConfig: "sqlite3"),
    system("CYAML", pkgConfig: "yaml-0.1"),
    system("CMicroHTTPD", pkgConfig: "libmicrohttpd"),
    system("CZlib", pkgConfig: "zlib"),
    system("CLinux"),

    // The house. Arrows run one way, from top to bottom; TidyTests holds the core to it.
    library("RollingStatistics"),
    library("ForewarnCore", "RollingStatistics"),
    library("StreamRuntime", "ForewarnCore", "CLinux"),
    library("KafkaTransport", "StreamRuntime", "ForewarnCore", "CRdKafka", "CLinux"),
    library("SQLiteStore", "StreamRuntime", "ForewarnCore", "CSQLite", "CZlib"),
    library("AdminServer", "StreamRuntime", "ForewarnCore", "CMicroHTTPD", "CLinux", resources: pages),
    library("Simulation", "StreamRuntime", "ForewarnCore"),
    .executableTarget(
      name: "forewarn",
      dependencies: [
        "RollingStatistics", "ForewarnCore", "StreamRuntime", "KafkaTransport", "SQLiteStore", "AdminServer",
        "CYAML", "CZlib", "CLinux",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "forewarn-bench",
      dependencies: ["ForewarnCore", "StreamRuntime", "KafkaTransport", "SQLiteStore", "Simulation", "CLinux"],
      swiftSettings: strict,
      // Its counting allocator: Swift code may not name a function `malloc`, the linker may (AllocationCounter.swift).
      linkerSettings: [
        .unsafeFlags(
          ["malloc", "calloc", "realloc", "posix_memalign"].flatMap {
            ["-Xlinker", "--defsym=\($0)=forewarn_bench_\($0)"]
          })
      ]),

    tests("RollingStatisticsTests", "RollingStatistics"),
    .testTarget(
      name: "ForewarnCoreTests", dependencies: ["ForewarnCore", "RollingStatistics"],
      // Books and statistics of earlier releases, read by their paths.
      exclude: ["State/Releases"], swiftSettings: strict),
    tests("StreamRuntimeTests", "StreamRuntime", "ForewarnCore", "Simulation", "SQLiteStore"),
    tests("KafkaTransportTests", "KafkaTransport", "StreamRuntime", "ForewarnCore", "Simulation", "CRdKafka"),
    .testTarget(
      name: "SQLiteStoreTests", dependencies: ["SQLiteStore", "Simulation", "StreamRuntime", "ForewarnCore"],
      // A state folder as an earlier version left it, read by its path.
      exclude: ["Fixtures"], swiftSettings: strict),
    tests("AdminServerTests", "AdminServer", "StreamRuntime"),
    tests("ForewarnTests", "forewarn", "AdminServer", "ForewarnCore", "StreamRuntime", "RollingStatistics"),
    tests("TidyTests"),
    .testTarget(
      name: "IntegrationTests",
      dependencies: ["forewarn", "KafkaTransport", "SQLiteStore", "StreamRuntime", "ForewarnCore"],
      // A browser's walk over the dashboard, read by its path.
      exclude: ["Browser"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

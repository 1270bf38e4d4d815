import Simulation
import StreamRuntime
import Testing

/// The store that the runtime is tested on owes what the one on disk owes.
@Suite struct SimulatedStoreTests {
  @Test(arguments: StateStoreContract.checks)
  func contract(_ check: StateStoreContract.Check) throws {
    let disk = SimulatedDisk()
    try check.run(StateStoreContract { try disk.open() })
  }

  @Test func aCrashKeepsWhatIsDurableAndSomePrefixOfTheRest() throws {
    var bases: Set<String> = []
    for seed in 0..<40 {
      let disk = SimulatedDisk(faults: FaultPlan(seed: UInt64(seed)))
      let store = try disk.open()
      try store.prepare(StateStoreContract.epoch("b1", after: nil))
      try store.prepare(StateStoreContract.epoch("b2", after: "b1"))
      try store.fold(bookID: "b1", keepingStatistics: [])
      try store.fold(bookID: "b2", keepingStatistics: [])
      disk.crash()
      #expect(throws: StoreFailure.self) { try store.load() }
      let state = try disk.open().load()
      bases.insert(state.base?.bookID ?? "none")
      #expect(
        (state.base == nil ? [] : [state.base?.bookID]) + state.prepared.map(\.bookID)
          == (state.base?.bookID == "b2" ? ["b2"] : ["b1", "b2"]))
    }
    #expect(bases == ["none", "b1", "b2"])
  }

  @Test func aFailedSyncIsInvisibleUntilACrashShowsItOrNot() throws {
    var found: Set<Int> = []
    for seed in 0..<20 {
      let disk = SimulatedDisk(faults: FaultPlan(seed: UInt64(seed)))
      let store = try disk.open()
      disk.failNextSyncs(1)
      #expect(throws: StoreFailure.self) { try store.prepare(StateStoreContract.epoch("b1", after: nil)) }
      #expect(try store.load().prepared.isEmpty)
      disk.crash()
      found.insert(try disk.open().load().prepared.count)
    }
    #expect(found == [0, 1])
  }

  @Test func oneProcessAtATime() throws {
    let disk = SimulatedDisk()
    let first = try disk.open()
    let uuid = try first.load().applicationUUID
    #expect(#expect(throws: StoreFailure.self) { try disk.open() }?.kind == .locked)
    disk.crash()
    let second = try disk.open()
    first.close()  // of an earlier life: without effect
    #expect(try second.load().applicationUUID == uuid)
    disk.wipe()
    #expect(try disk.open().load().applicationUUID != uuid)
  }
}

import Simulation

/// Something that happens to a state folder while nobody runs.
enum FolderDamage: CaseIterable, Sendable {
  case flippedBits, flippedJournal, cutShort, cutJournal, noJournal, journalOfBefore, zeros, tail, oldCopy, foreignFile
  case otherApplication, missing, fullDisk

  /// The files as they are afterwards; `before` are those of an older copy of the folder, `strangers` another application's.
  func happen(
    to files: [String: [UInt8]], before: [String: [UInt8]], strangers: [String: [UInt8]], _ random: inout SplitMix64
  ) -> [String: [UInt8]] {
    var files = files
    let (base, journal) = (FolderFiles.base, FolderFiles.journal)
    switch self {
    case .flippedBits: Self.flip(&files[base, default: []], &random)
    case .flippedJournal: Self.flip(&files[journal, default: []], &random)
    case .cutShort: Self.cut(&files[base, default: []], &random)
    case .cutJournal: Self.cut(&files[journal, default: []], &random)
    case .noJournal: files[journal] = nil
    case .journalOfBefore: files[journal] = before[journal]
    case .zeros:
      let name = random.happens(0.5) ? base : journal
      let count = files[name]?.count ?? 0
      let start = Int.random(in: 0..<max(1, count), using: &random)
      for i in start..<min(count, start + 4_096) { files[name]?[i] = 0 }
    case .tail:
      files[random.happens(0.5) ? base : journal]? += (0..<700).map { _ in UInt8.random(in: 0...255, using: &random) }
    case .oldCopy: files = before
    case .foreignFile: files[base] = (0..<5_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    case .otherApplication: files = strangers
    case .missing: files[random.happens(0.5) ? base : journal] = nil
    case .fullDisk: break
    }
    return files
  }

  private static func cut(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    if !bytes.isEmpty { bytes.removeLast(Int.random(in: 1...bytes.count, using: &random)) }
  }

  private static func flip(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    for _ in 0..<Int.random(in: 1...8, using: &random) where !bytes.isEmpty {
      bytes[Int.random(in: bytes.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    }
  }
}

import Glibc

/// The lines of an input that are not blank, one after another.
struct Lines {
  /// A line without its end (`\n` or `\r\n`).
  struct Line {
    /// Where it starts in the file.
    var position: Int
    var bytes: UnsafeRawBufferPointer
    /// Counted from 0, blank ones too.
    var number: Int
  }

  private let file: UnsafeRawBufferPointer
  private var at: Int
  private var number = 0

  init(_ file: UnsafeRawBufferPointer) {
    self.file = file
    // Editors of Windows put a byte order mark before the first line; it belongs to no value.
    at = file.count >= 3 && file[0] == 0xEF && file[1] == 0xBB && file[2] == 0xBF ? 3 : 0
  }

  mutating func next() -> Line? {
    while at < file.count {
      let start = at
      let bytes = Self.line(in: file, at: start)
      at = start + bytes.count + 1
      let current = number
      number += 1
      let text = Self.withoutReturn(bytes)
      if text.contains(where: { $0 != 0x20 && $0 != 0x09 }) {
        return Line(position: start, bytes: text, number: current)
      }
    }
    return nil
  }

  /// The line that starts at a position, without its end.
  static func text(in file: UnsafeRawBufferPointer, at position: Int) -> UnsafeRawBufferPointer {
    withoutReturn(line(in: file, at: position))
  }

  private static func line(in file: UnsafeRawBufferPointer, at position: Int) -> UnsafeRawBufferPointer {
    let rest = UnsafeRawBufferPointer(rebasing: file[position...])
    guard let start = rest.baseAddress, let end = memchr(start, 0x0A, rest.count) else { return rest }
    return UnsafeRawBufferPointer(start: start, count: UnsafeRawPointer(end) - start)
  }

  private static func withoutReturn(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    line.last == 0x0D ? UnsafeRawBufferPointer(rebasing: line.dropLast()) : line
  }
}

/// A grow-only array of trivially copyable elements at one address: no reference count, no uniqueness check on the per-record
/// path, and a snapshot of it is one copy of bytes.
struct Column<Element: BitwiseCopyable>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  private(set) var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 16) {
    self.capacity = max(capacity, 1)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  subscript(index: Int) -> Element {
    @inline(__always) unsafeAddress {
      precondition(index >= 0 && index < count, "column index out of range")
      return UnsafePointer(base + index)
    }
    @inline(__always) unsafeMutableAddress {
      precondition(index >= 0 && index < count, "column index out of range")
      return base + index
    }
  }

  var last: Int { count - 1 }

  mutating func append(_ element: Element) {
    if count == capacity { grow(to: capacity * 2) }
    (base + count).initialize(to: element)
    count += 1
  }

  mutating func append(repeating element: Element, count more: Int) {
    if count + more > capacity { grow(to: max(capacity * 2, count + more)) }
    (base + count).initialize(repeating: element, count: more)
    count += more
  }

  mutating func removeAll() { count = 0 }

  mutating func removeLast(_ n: Int) {
    precondition(n <= count)
    count -= n
  }

  /// The elements, borrowed until the next mutation.
  var elements: UnsafeMutableBufferPointer<Element> { UnsafeMutableBufferPointer(start: base, count: count) }

  private mutating func grow(to newCapacity: Int) {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
    larger.moveInitialize(from: base, count: count)
    base.deallocate()
    base = larger
    capacity = newCapacity
  }
}

extension Column {
  func write(to writer: inout ByteWriter) {
    writer.integer(Int64(count))
    writer.integer(Int64(MemoryLayout<Element>.stride))
    writer.raw(UnsafeRawBufferPointer(elements))
  }

  /// Reads what `write` wrote. Elements of another size mean another version of the program: nil, and the caller learns anew.
  init?(from reader: inout ByteReader) {
    guard let n = try? reader.integer(Int64.self), let stride = try? reader.integer(Int64.self), n >= 0,
      stride == Int64(MemoryLayout<Element>.stride),
      n <= 1 << 32, let bytes = try? reader.raw(Int(n) * Int(stride))
    else { return nil }
    self.init(capacity: Int(n))
    UnsafeMutableRawBufferPointer(start: base, count: bytes.count).copyBytes(from: bytes)
    count = Int(n)
  }
}

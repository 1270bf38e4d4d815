import ForewarnCore
import Glibc

/// The values that real clients sent, and odd variants of them, from `../shared/data/clients`.
enum Corpus {
  static let folder = "../shared/data/clients"
  static var isThere: Bool { access(folder + "/mutate.py", R_OK) == 0 }
  static let absence: String = "the captured records are not beside this package (\(folder))"

  struct Variant {
    var base: String
    var name: String
    var kind: String
    var headers: [RecordHeader]
    var value: [UInt8]?
  }

  /// Calls back with each record of `records.jsonl` as it was captured.
  static func captured(_ body: (Variant) -> Void) throws {
    try frames(
      of: """
        import sys, json, base64, os
        for line in open("records.jsonl"):
          r = json.loads(line)
          value = None if r["file"] is None else open(r["file"], "rb").read()
          put(r["name"], r["name"], r["kind"], [(k, unpack(v)) for k, v in r["headers"]], value)
        """, body)
  }

  /// Calls back with every variant that `mutate.py` makes of these records; of all its chosen ones when none is named.
  static func variants(of bases: [String], _ body: (Variant) -> Void) throws {
    let options = bases.map { "'--base', '\($0)'" }.joined(separator: ", ")
    try frames(
      of: """
        import sys, json, base64, os, subprocess
        made = subprocess.Popen([sys.executable, "mutate.py", "--jsonl", \(options)], stdout=subprocess.PIPE)
        plain = lambda b: None if b is None else base64.b64decode(b)
        for line in made.stdout:
          r = json.loads(line)
          put(r["base"], r["variant"], r["cls"], [(k, plain(v)) for k, v in r["headers"]], plain(r["value"]))
        if made.wait(): sys.exit(1)
        """, body)
  }

  struct Failure: Error { var status: Int32 }

  /// Runs a script that writes each variant as fields, a 4-byte length (or -1 for null) before each.
  private static func frames(of script: String, _ body: (Variant) -> Void) throws {
    let prelude = """
      import sys, base64
      def field(b):
        sys.stdout.buffer.write((-1 if b is None else len(b)).to_bytes(4, "little", signed=True) + (b or b""))
      def unpack(x): return None if x is None else base64.b64decode(x["base64"]) if isinstance(x, dict) else x.encode()
      def put(base, name, kind, headers, value):
        for t in (base, name, kind, str(len(headers))): field(t.encode())
        for k, v in headers: field(k.encode()); field(v)
        field(value)

      """
    var template = Array("/tmp/forewarn-corpus-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unlink(path) }
    let text = Array((prelude + script).utf8)
    _ = write(descriptor, text, text.count)
    close(descriptor)
    guard let pipe = popen("cd '\(folder)' && python3 '\(path)'", "r") else { throw Failure(status: -1) }
    while let base = field(pipe) {
      let name = field(pipe) ?? []
      let kind = field(pipe) ?? []
      let count = Int(String(decoding: field(pipe) ?? [], as: UTF8.self)) ?? 0
      var headers: [RecordHeader] = []
      for _ in 0..<count {
        let header = String(decoding: field(pipe) ?? [], as: UTF8.self)
        headers.append(RecordHeader(name: header, value: field(pipe)))
      }
      body(
        Variant(
          base: String(decoding: base, as: UTF8.self), name: String(decoding: name, as: UTF8.self),
          kind: String(decoding: kind, as: UTF8.self), headers: headers, value: field(pipe)))
    }
    let status = pclose(pipe)
    guard status == 0 else { throw Failure(status: status) }
  }

  private static func field(_ pipe: UnsafeMutablePointer<FILE>) -> [UInt8]? {
    var length: Int32 = 0
    guard fread(&length, 4, 1, pipe) == 1, length >= 0 else { return nil }
    return [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
      count = fread(buffer.baseAddress, 1, Int(length), pipe)
    }
  }
}

import Glibc

@main
struct Main {
  static func main() {
    exit(CommandTable.run(Array(CommandLine.arguments.dropFirst()), .process).rawValue)
  }
}

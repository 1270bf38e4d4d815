import ForewarnCore
import SQLiteStore
import StreamRuntime

/// Prints what a state folder holds, without a broker and without changing anything.
enum StateInspectCommand: Command {
  static let description = CommandDescription(
    words: ["state", "inspect"], summary: "Prints what the state folder holds.",
    discussion: "Reads only. The daemon must not run on the folder: its lock is respected.",
    options: ConfigurationOptions.options)

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    StateFolder.open(arguments, console) { stored, _ in
      console.print("application uuid   \(stored.applicationUUID)")
      guard let base = stored.base else {
        console.print("book               none committed yet")
        console.print("prepared epochs    \(stored.prepared.count)")
        return .done
      }
      console.print("book               \(base.bookID), epoch \(base.number), \(base.rows.count) rows")
      console.print("prepared epochs    \(stored.prepared.map { "\($0.number)" }.joined(separator: ", "))")
      console.print("statistics         \(stored.statisticsIDs.joined(separator: ", "))")
      guard let summary = StateFolder.summary(base, console) else { return .found }
      console.print("kafka cluster      \(summary.clusterID)")
      console.print("decided through    \(summary.decidedThrough ?? "nothing yet")")
      console.print("so far             \(RunSummary.text(summary.accounting))")
      for partition in summary.partitions {
        console.print(
          "partition          \(partition.name) next offset \(partition.nextOffset), newest event \(partition.newestEvent ?? "none")"
        )
      }
      for item in summary.cases.sorted(by: { $0.openedAt > $1.openedAt }) {
        console.print(
          "case               \(item.isOpen ? "open    " : "resolved") since \(item.openedAt), event \(item.sequence): \(item.title)"
        )
      }
      return .done
    }
  }
}

/// Checks a state folder as a start would: integrity, checksums, digests, statistics.
enum StateVerifyCommand: Command {
  static let description = CommandDescription(
    words: ["state", "verify"], summary: "Checks the state folder: integrity, checksums, digests.",
    discussion: "Exits 0 when a daemon could start from it, 1 when it is found damaged.",
    options: ConfigurationOptions.options)

  static func run(_ arguments: Arguments, _ console: Console) -> ExitCode {
    StateFolder.open(arguments, console) { stored, store in
      guard let base = stored.base else {
        console.print("good: a state folder without a committed book")
        return .done
      }
      guard let whole = StateRows.wholeBook(base.rows), whole.id == base.bookID else {
        console.print("damaged: the rows of book \(base.bookID) do not add up to their digest")
        return .found
      }
      guard let summary = StateFolder.summary(base, console) else { return .found }
      if let id = summary.statisticsID {
        do throws(StoreFailure) {
          guard let bytes = try store.loadStatistics(id: id) else {
            console.print("incomplete: statistics \(id) are missing; a start would learn them anew")
            return .found
          }
          console.print("statistics \(id): \(bytes.count) bytes, checksum good")
        } catch {
          console.print("damaged: \(error.message)")
          return .found
        }
      }
      console.print("good: book \(base.bookID), epoch \(base.number), \(base.rows.count) rows")
      return .done
    }
  }
}

private enum StateFolder {
  static func open(
    _ arguments: Arguments, _ console: Console, _ body: (StoredState, SQLiteStore) -> ExitCode
  ) -> ExitCode {
    ConfigurationOptions.withConfiguration(arguments, console, resolvingSecrets: false) { configuration in
      do throws(StoreFailure) {
        let store = try SQLiteStore.open(readOnly: configuration.statePath)
        defer { store.close() }
        return body(try store.load(), store)
      } catch {
        console.complain("forewarn: state: \(error.message). \(error.remedy)")
        return ExitCode(RunFailure(error))
      }
    }
  }

  /// nil when a row cannot be read, which is said.
  static func summary(_ book: StoredBook, _ console: Console) -> BookSummary? {
    do throws(BookDamage) {
      return try BookSummary(StateRows.book(book.rows))
    } catch {
      console.print("unreadable: row \"\(error.row)\" \(error.reason)")
      return nil
    }
  }
}

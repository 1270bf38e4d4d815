/// The install base as its compacted topic has it: a row for each key, until a tombstone takes it away.
public struct InstallBaseTable: Sendable {
  private enum Row: Sendable {
    case account(CustomerTable.Account)
    case instance(CustomerTable.Instance)
    case soldProduct(CustomerTable.SoldProduct)
    case item(CustomerTable.InstallBaseItem)
    case offering(CustomerTable.Offering)
  }

  private var rows: [[UInt8]: Row] = [:]
  private let zone: @Sendable (String) -> TimeZoneSteps?

  /// `zone` knows time zones by their names; nil of what is none.
  public init(zone: @escaping @Sendable (String) -> TimeZoneSteps?) { self.zone = zone }

  public var count: Int { rows.count }

  /// Takes a record in. Answers what is wrong with one that is of no use; what was known under its key stays.
  public mutating func take(_ record: ReferenceRecord) -> InstallBaseRejection? {
    guard let key = record.key, !key.isEmpty else { return .noKey }
    guard let value = record.value else {
      rows[key] = nil
      return nil
    }
    guard rows[key] != nil || rows.count < Limits.installBaseRows else { return .limit }
    do throws(InstallBaseRejection) {
      rows[key] = try row(value)
      return nil
    } catch {
      return error
    }
  }

  /// Its rows and those of a file, which give way where both name the same thing.
  public func table(over file: CustomerTable) -> CustomerTable {
    var table = CustomerTable()
    // Not in the order of a dictionary.
    for (_, row) in rows.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      switch row {
      case .account(let account): table.accounts.append(account)
      case .instance(let instance): table.instances.append(instance)
      case .soldProduct(let product): table.soldProducts.append(product)
      case .item(let item): table.installBase.append(item)
      case .offering(let offering): table.offerings.append(offering)
      }
    }
    func others<Entry>(_ entries: [Entry], _ known: [Entry], _ id: (Entry) -> String) -> [Entry] {
      let ids = Set(known.map { Name(id($0)) })
      return entries.filter { !ids.contains(Name(id($0))) }
    }
    table.accounts += others(file.accounts, table.accounts, \.id)
    table.instances += others(file.instances, table.instances, \.id)
    table.soldProducts += others(file.soldProducts, table.soldProducts, \.id)
    table.installBase += others(file.installBase, table.installBase, \.id)
    table.offerings += others(file.offerings, table.offerings, \.id)
    return table
  }

  // MARK: Rows

  private func row(_ value: [UInt8]) throws(InstallBaseRejection) -> Row {
    let kind = try Self.fields(value, [Self.kindField]).text("kind")
    guard let form = Self.forms.first(where: { $0.kind == kind }) else { throw .unknownKind }
    let fields = try Self.fields(value, form.fields)
    func text(_ name: String) -> String { fields.text(name) ?? "" }
    let usageOwner = fields.text("usage_owner").map { [Self.usageKind: $0] } ?? [:]
    let owners = CustomerTable.Owners(text("owner"), byKind: usageOwner)
    switch form.kind {
    case "account":
      return .account(
        .init(
          id: text("id"), name: text("name"), language: Language(rawValue: text("language")) ?? .english,
          manager: text("manager"), owners: owners))
    case "instance":
      var instance = CustomerTable.Instance(
        id: text("id"), environment: text("environment"), accounts: fields.texts("accounts"), owner: owners.owner,
        owners: owners.byKind)
      if let name = fields.text("time_zone") {
        guard let known = zone(name) else { throw .unknownTimeZone }
        instance.timeZone = known
      }
      return .instance(instance)
    case "offering": return .offering(.init(id: text("id"), owners: owners))
    case "sold_product":
      return .soldProduct(
        .init(id: text("id"), product: text("product"), account: text("account"), offering: text("offering")))
    default:
      return .item(
        .init(id: text("id"), ci: text("ci"), instance: text("instance"), soldProduct: text("sold_product")))
    }
  }

  private static func fields(_ value: [UInt8], _ wanted: [RecordField]) throws(InstallBaseRejection) -> RecordFields {
    do throws(RecordFields.Problem) { return try RecordFields(value, wanted) } catch {
      switch error {
      case .tooLarge, .notAnObject: throw .notAnObject
      case .missing: throw .missingField
      case .invalid: throw .invalidField
      }
    }
  }

  private static let kindField = RecordField("kind", .text, isRequired: true, "What the record is.")

  /// The kinds of records and their fields, for the schema in `deploy/contracts` too.
  public static let forms: [(kind: String, fields: [RecordField])] = [
    (
      "account",
      [
        id, RecordField("name", .text, isRequired: true, "Its name, for people."),
        RecordField(
          "language", .choice(Language.allCases.map(\.rawValue)), "In which its people are written to; en if absent."),
        RecordField("manager", .text, "Who answers for it to its people: the support account manager."),
      ] + ownerFields
    ),
    (
      "instance",
      [
        id, RecordField("environment", .text, "prod, test, …"),
        RecordField("accounts", .texts, "Ids of the accounts that use it; a shared instance has several."),
        RecordField("time_zone", .text, "By whose hours it is used: Europe/Berlin, +05:30; as configured if absent."),
      ] + ownerFields
    ),
    (
      "sold_product",
      [
        id, RecordField("product", .text, isRequired: true, "What was sold."),
        RecordField("account", .text, isRequired: true, "Id of the account to which."),
        RecordField("offering", .text, isRequired: true, "The service offering: platinum, gold, silver or another."),
      ]
    ),
    (
      "install_base_item",
      [
        id, RecordField("ci", .text, isRequired: true, "The configuration item, as alerts name it."),
        RecordField("instance", .text, isRequired: true, "Id of the instance that uses it."),
        RecordField("sold_product", .text, isRequired: true, "Id of the sold product that it belongs to."),
      ]
    ),
    ("offering", [id] + ownerFields),
  ]

  private static let usageKind = "usage"
  private static let ownerFields = [
    RecordField("owner", .text, "Who handles its performance cases."),
    RecordField("usage_owner", .text, "Who handles its usage cases."),
  ]

  private static let id = RecordField("id", .text, isRequired: true, "What others name it by.")
}

/// Why a record of an install-base topic is of no use.
public enum InstallBaseRejection: String, Error, CaseIterable, Sendable {
  case noKey = "install_base_no_key"
  case notAnObject = "install_base_not_an_object"
  case unknownKind = "install_base_unknown_kind"
  case missingField = "install_base_missing_field"
  case invalidField = "install_base_invalid_field"
  case unknownTimeZone = "install_base_unknown_time_zone"
  case limit = "install_base_limit"

  public var explanation: String {
    switch self {
    case .noKey: "the record has no key, which a compacted topic tells rows apart by"
    case .notAnObject: "the value is no JSON object in UTF-8 of at most 64 KiB"
    case .unknownKind: "`kind` is none of account, instance, sold_product, install_base_item, offering"
    case .missingField: "a field that its schema requires is not there"
    case .invalidField: "a field has a value of the wrong type"
    case .unknownTimeZone:
      "`time_zone` is neither the name of a time zone that this machine knows nor an offset such as +05:30"
    case .limit: "the topic has more than 1,000,000 keys"
    }
  }
}

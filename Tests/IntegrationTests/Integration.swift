import Testing

/// Real processes of the built `forewarn` against a real Kafka, one test at a time: they measure, and they share a broker.
///
/// FOREWARN_TEST_KAFKA=host:port or a start script says which Kafka. FOREWARN_BARS=1 runs everything at full size, with the data
/// sets of `../shared/data`. FOREWARN_BINARY tests another build, such as an optimised one.
@Suite(.serialized) enum Integration {}

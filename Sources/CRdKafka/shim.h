// librdkafka 2.0.2 (Debian 12) or later, with its embedded mock broker for the demo.
#define _GNU_SOURCE 1  // As in CLinux: the system's types must look the same in both.
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

// librdkafka 2.0.2 (Debian 12) or later, with its embedded mock broker for the demo.
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

"""Against a real Kafka, at FOREWARN_TEST_KAFKA=host:port: committed records only, offsets after the answers."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
import unittest
import uuid
from collections.abc import Callable

from . import builders
from .harness import PROJECT, SECRETS, CommandTest

try:
    import confluent_kafka
    import confluent_kafka.admin
except ImportError:
    confluent_kafka = None

BROKERS = os.environ.get("FOREWARN_TEST_KAFKA", "")


@unittest.skipIf(confluent_kafka is None, "python3-confluent-kafka is not installed: apt-get install python3-confluent-kafka")
@unittest.skipUnless(":" in BROKERS, "FOREWARN_TEST_KAFKA=host:port names no broker")
class KafkaTests(CommandTest):
    def setUp(self) -> None:
        super().setUp()
        self.topic = f"cases-{uuid.uuid4().hex[:8]}"
        self.pagerduty.now = "2026-11-24T00:00:00Z"
        admin = confluent_kafka.admin.AdminClient({"bootstrap.servers": BROKERS})
        for made in admin.create_topics([confluent_kafka.admin.NewTopic(self.topic, 3, 1)]).values():
            made.result(30)
        self.addCleanup(lambda: [each.result(30) for each in admin.delete_topics([self.topic]).values()])
        self.producer = confluent_kafka.Producer({"bootstrap.servers": BROKERS, "transactional.id": self.topic})
        self.producer.init_transactions(30)

    def produce(self, events: list[dict], commit: bool = True) -> None:
        self.producer.begin_transaction()
        for each in events:
            self.producer.produce(self.topic, json.dumps(each).encode(), each["subject"])
        self.producer.produce(self.topic, None, "an-old-case|performance")
        self.producer.flush(30)
        (self.producer.commit_transaction if commit else self.producer.abort_transaction)(30)

    def start(self) -> subprocess.Popen:
        more = ["--brokers", BROKERS, "--topic", self.topic, "--group", self.topic, "-X", "session.timeout.ms=6000"]
        process = subprocess.Popen(self.arguments(*more), cwd=PROJECT, env=os.environ | SECRETS, stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: process.poll() is None and (process.kill(), process.wait()))
        return process

    def wait(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + 60
        while not done():
            self.assertLess(time.monotonic(), end, "nothing came in 60 s")
            time.sleep(0.1)

    def told(self) -> int:
        return sum(int(row.get("correlation_display", "Forewarn 0").split()[1]) for row in list(self.servicenow.cases.values()))

    def committed(self) -> int:
        consumer = confluent_kafka.Consumer({"bootstrap.servers": BROKERS, "group.id": self.topic})
        partitions = [confluent_kafka.TopicPartition(self.topic, number) for number in range(3)]
        offsets = [max(0, each.offset) for each in consumer.committed(partitions, 30)]
        consumer.close()
        return sum(offsets)

    def test_committed_events_reach_the_tickets_and_aborted_ones_do_not(self) -> None:
        events = builders.stream(random.Random(1), 6)
        aborted = [builders.event(builders.case_id(99), 1, "opened")]
        half = len(events) // 2
        self.produce(aborted, commit=False)
        self.produce(events[:half])
        process = self.start()
        self.wait(lambda: len(self.servicenow.cases) > 1)
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.produce(aborted, commit=False)
        self.produce(events[half:])
        process = self.start()
        # Every case's newest sequence is the number of its events.
        self.wait(lambda: self.told() == len(events))
        self.wait(lambda: self.committed() > len(events))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(0, process.wait(30))
        self.assert_in_step(events)

    def test_no_offset_is_committed_before_every_system_has_answered(self) -> None:
        self.jira.fault = lambda moment: 503
        events = [builders.event(builders.case_id(1), 1, "opened")]
        self.produce(events)
        process = self.start()
        self.wait(lambda: self.jira.requests["POST"] >= 3)
        self.assertEqual(0, self.committed())
        self.jira.fault = lambda moment: None
        self.wait(lambda: self.committed() > 0)
        process.send_signal(signal.SIGTERM)
        process.wait()
        self.assert_in_step(events)


if __name__ == "__main__":
    unittest.main()

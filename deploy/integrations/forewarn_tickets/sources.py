"""Where events come from: files, standard input, a Kafka topic. Each comes with its place and what to do when it is done."""

from __future__ import annotations

import gzip
import sys
from dataclasses import dataclass
from typing import Any, Callable, Iterator

from .events import CaseEvent, parse_line, parse_value


class Unreachable(Exception):
    """The source failed; starting again later may help."""


@dataclass(frozen=True)
class Delivery:
    place: str
    parse: Callable[[], CaseEvent | None]
    done: Callable[[], None] = lambda: None


def lines(paths: list[str]) -> Iterator[Delivery]:
    for path in paths:
        if path == "-":
            file: Any = sys.stdin.buffer
        else:
            file = gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb")
        with file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield Delivery(f"{path}:{number}", lambda line=line: parse_line(line))


def topic(brokers: str, name: str, group: str, properties: dict[str, str], say: Callable[[str], None]) -> Iterator[Delivery]:
    """Committed records only. An offset is committed when every ticket system has answered, not before."""
    from confluent_kafka import Consumer, KafkaException

    consumer = Consumer({
        # Longer than all tries of all systems take, so that a system that is away costs no partitions.
        "max.poll.interval.ms": 1_200_000, "auto.offset.reset": "earliest", **properties, "bootstrap.servers": brokers, "group.id": group,
        "isolation.level": "read_committed", "enable.auto.commit": False, "error_cb": lambda error: say(f"kafka: {error}"),
    })

    def commit(message: Any) -> None:
        try:
            consumer.commit(message=message, asynchronous=False)
        except KafkaException as error:
            # The record may come again, here or at another member of the group, and is then dropped as a repeat.
            say(f"kafka: the offset of {name} is not committed: {error}")

    try:
        consumer.subscribe([name])
        while True:
            message = consumer.poll(1.0)
            if message is None:
                continue
            if error := message.error():
                if error.fatal() or not error.retriable():
                    raise Unreachable(f"kafka: {name}: {error}")
                say(f"kafka: {name}: {error}")
                continue
            yield Delivery(
                f"{name}[{message.partition()}]@{message.offset()}", lambda value=message.value(): parse_value(value),
                lambda message=message: commit(message))
    finally:
        consumer.close()

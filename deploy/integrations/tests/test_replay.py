"""Events as `forewarn replay` makes them, from input that has in it what goes wrong. FOREWARN_BINARY names the binary."""

from __future__ import annotations

import json
import os
import random
import subprocess
import tempfile
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from . import builders, schema
from .harness import TicketTest

BINARY = os.environ.get("FOREWARN_BINARY", "")
CUSTOMERS = Path(__file__).parents[3] / "config" / "customers.yaml"
CONFIGURATION = """version: 1
kafka: {{bootstrap.servers: "localhost:9092"}}
topics:
  - {{name: alerts, kind: alerts}}
  - {{name: transactions, kind: transactions}}
state: {{path: {folder}/state}}
customers: {{file: {customers}}}
"""


def feed(folder: Path) -> None:
    """Acme is three times as slow for an hour, and again; of two critical alerts one ends and one is never heard of again; Portal's
    case.open stays slow for days."""
    chance = random.Random(7)
    base = datetime(2026, 11, 23, tzinfo=timezone.utc)
    with open(folder / "transactions.jsonl", "w") as transactions, open(folder / "alerts.jsonl", "w") as alerts:
        def write(file: Any, minute: int, **members: Any) -> None:
            file.write(json.dumps({"time": (base + timedelta(minutes=minute, seconds=30)).isoformat(), **members}) + "\n")

        for minute in range(5 * 24 * 60):
            slow = {"acme-prod": 3 if 200 <= minute < 260 or 330 <= minute < 360 else 1, "partner-portal": 3 if minute >= 400 else 1}
            for instance, factor in slow.items():
                for name, millis, count in (("incident.list", 400, 240), ("case.open", 620, 90)):
                    duration = round(millis * factor * chance.uniform(0.97, 1.03), 1)
                    write(transactions, minute, instance=instance, transaction=name, duration_ms=duration, count=count)
            for instance, fires, ends in (("borealis-prod", 220, 240), ("cumulus-prod", 300, None)):
                if minute in (fires, ends):
                    status = "firing" if minute == fires else "resolved"
                    write(alerts, minute, instance=instance, alert="disk_full", domain="capacity", severity="critical", status=status,
                          ci=f"app-{instance}-01", summary="/var is 99 % full")


@unittest.skipUnless(BINARY, "FOREWARN_BINARY does not name a forewarn binary")
class ReplayTests(TicketTest):
    events: list[dict[str, Any]]

    @classmethod
    def setUpClass(cls) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            feed(folder)
            (folder / "forewarn.yaml").write_text(CONFIGURATION.format(folder=folder, customers=CUSTOMERS))
            run = subprocess.run(
                [BINARY, "replay", "--config", "forewarn.yaml", "--now", "2026-12-01T00:00:00Z", "alerts.jsonl", "transactions.jsonl"],
                cwd=folder, capture_output=True, text=True)
            if run.returncode != 0:
                raise AssertionError(f"{BINARY} replay: {run.returncode}\n{run.stderr[-2_000:]}")
            cls.events = [json.loads(line) for line in run.stdout.splitlines()]

    def test_the_stream_has_what_it_should(self) -> None:
        seen = {(each["type"][18:-3], each["data"]["resolution"]) for each in self.events}
        self.assertLessEqual(
            {("opened", None), ("reopened", None), ("resolved", "recovered"), ("resolved", "expired"), ("resolved", "new_normal")}, seen)

    @unittest.skipIf(schema.jsonschema is None, schema.WITHOUT)
    def test_every_event_is_valid(self) -> None:
        for each in self.events:
            self.assertEqual([], schema.errors(each), each["id"])

    def test_tickets_end_in_step(self) -> None:
        keeper = self.apply(self.events)
        self.assert_in_step(self.events)
        self.assertEqual(0, keeper.counts["gaps"])

    def test_with_repeats_and_losses(self) -> None:
        chance = random.Random(8)
        events = builders.repeated(self.events, chance, loss=0.3)
        self.apply(events)
        self.assert_in_step(events)

    def test_titles_are_never_cut(self) -> None:
        for each in self.events:
            self.assertLessEqual(len(each["data"]["title"]), 160)


if __name__ == "__main__":
    unittest.main()

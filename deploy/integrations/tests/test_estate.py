"""Two thousand events of a seeded estate, through `forewarn replay`: each is one by the schema, formats too; none is sent for nothing;
and the tickets of three systems end in step with them. FOREWARN_BINARY names the binary."""

from __future__ import annotations

import json
import subprocess
import tempfile
import unittest
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from . import estate, schema
from .harness import TicketTest
from .test_replay import BINARY

LEAST = 2_000
SETTLE_MINUTES = 5


@unittest.skipUnless(BINARY, "FOREWARN_BINARY does not name a forewarn binary")
class EstateTests(TicketTest):
    events: list[dict[str, Any]]

    @classmethod
    def setUpClass(cls) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            arguments = estate.write(folder)
            run = subprocess.run([BINARY, *arguments], cwd=folder, capture_output=True, text=True)
            if run.returncode != 0:
                raise AssertionError(f"{BINARY} replay: {run.returncode}\n{run.stderr[-2_000:]}")
            cls.lines = run.stdout.splitlines()
            cls.events = [json.loads(line) for line in cls.lines]

    def setUp(self) -> None:
        super().setUp()
        self.servicenow.directory["sn_install_base_item"] = {id: f"i{n}" for n, id in enumerate(estate.items())}
        self.servicenow.directory["customer_account"] = {id: f"a{n}" for n, id in enumerate(estate.accounts())}
        # The account that the stub takes where none is given.
        self.servicenow.directory["customer_account"]["none"] = "a1"

    def test_the_stream_has_what_it_should(self) -> None:
        self.assertGreaterEqual(len(self.events), LEAST)
        data = [each["data"] for each in self.events]
        self.assertEqual({"opened", "updated", "escalated", "resolved", "reopened"}, {each["type"][18:-3] for each in self.events})
        self.assertEqual({"performance", "usage", "major"}, {each["kind"] for each in data})
        self.assertEqual({None, "recovered", "expired", "new_normal", "came_true"}, {each["resolution"] for each in data})
        self.assertEqual({"en", "de"}, {each["customer_message"]["language"] for each in data if each["customer_message"]})
        codes = Counter(reason["code"] for each in data for reason in each["reasons"])
        wanted = {"immediate_alert", "indicator_burst", "latency_anomaly", "latency_trend", "error_share", "usage_drop"}
        self.assertLessEqual(wanted, set(codes))
        self.assertTrue(any(len(each["links"]) == 2 and each["action"]["runbook"] for each in data))
        self.assertTrue(any("points" in series for each in data for series in each["evidence"]["series"]))
        self.assertTrue(any(each["affected"]["count"] > len(each["affected"]["items"]) for each in data), "one shows less than there is")

    @unittest.skipIf(schema.jsonschema is None, schema.WITHOUT)
    def test_every_event_is_valid(self) -> None:
        wrong = {each["id"]: found for each in self.events if (found := schema.errors(each))}
        self.assertEqual({}, wrong)

    def test_no_event_is_too_large(self) -> None:
        self.assertLessEqual(max(len(line.encode()) for line in self.lines), 64 << 10)

    def test_a_case_speaks_at_most_every_five_minutes(self) -> None:
        """But for what is worse, and for what begins or ends."""
        last: dict[str, datetime] = {}
        for each in self.events:
            now = datetime.fromisoformat(each["time"])
            if each["type"].endswith("updated.v1"):
                self.assertGreaterEqual((now - last[each["subject"]]).total_seconds(), 60 * SETTLE_MINUTES, each["id"])
            last[each["subject"]] = now

    def test_nobody_is_named_to_another(self) -> None:
        """The summaries of some alerts name any of the customers."""
        for each in self.events:
            data = each["data"]
            if data["kind"] == "major" or not data["customer"]["accounts"]:
                continue
            own = {account["name"] for account in data["customer"]["accounts"]}
            text = json.dumps(data, ensure_ascii=False)
            for n in range(estate.CUSTOMERS):
                name = f"Company{n:02}"
                self.assertFalse(name in text and not any(name in each for each in own), f"{each['id']} names {name}")

    def test_tickets_end_in_step(self) -> None:
        keeper = self.apply(self.events)
        self.assert_in_step(self.events)
        self.assertEqual(0, keeper.counts["gaps"] + keeper.counts["refused"])


if __name__ == "__main__":
    unittest.main()
